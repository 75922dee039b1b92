import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { Meter } from '@buildset/core';
import { type RunningCodeArtifact, startCodeArtifact, type StartOptions } from '@buildset/local';
import { type ConnectedDomain, connectDomain, type ConnectOptions } from '../src/connect.ts';

export interface LocalService {
  readonly server: RunningCodeArtifact;
  readonly domain: ConnectedDomain;
  readonly meter: Meter;
  readonly connect: (extra?: Partial<ConnectOptions>) => Promise<ConnectedDomain>;
  close(): Promise<void>;
}

/** The embedded CodeArtifact with a domain `abc`, and a connection to it. */
export async function startLocalService(options: StartOptions = {}): Promise<LocalService> {
  const server = await startCodeArtifact(options);
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new Codeartifact({ endpoint, region, credentials });
  await client.createDomain({ domain: 'abc' });
  client.destroy();
  const meter = new Meter();
  const connect = (extra: Partial<ConnectOptions> = {}): Promise<ConnectedDomain> =>
    connectDomain({ domain: 'abc', endpoint, region, credentials, meter, rates: 'none', ...extra });
  return { server, domain: await connect(), meter, connect, close: () => server.close() };
}
