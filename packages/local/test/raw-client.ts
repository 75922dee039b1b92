import { connect, type Socket } from 'node:net';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-codeartifact';
import { type RunningCodeArtifact, startCodeArtifact, type StartOptions } from '../src/index.ts';

/** A server with a domain and a repository, for clients that do what no library would send. */
export interface RawTarget {
  readonly server: RunningCodeArtifact;
  readonly token: string;
  /** Faults of the server itself, which there must be none of. */
  readonly reported: readonly unknown[];
  close(): Promise<void>;
}

export const base = '/pypi/d/abc-000000000000/dev/';

export interface RawTargetOptions extends StartOptions {
  /** The folder has the domain and the repository already. Default false. */
  readonly again?: boolean;
}

export async function openRawTarget({ again = false, ...options }: RawTargetOptions = {}): Promise<RawTarget> {
  const reported: unknown[] = [];
  const server = await startCodeArtifact({ ...options, report: (error) => reported.push(error) });
  const { endpoint, region } = server;
  const client = new CodeartifactClient({ endpoint, region, credentials: server });
  if (!again) {
    await client.send(new CreateDomainCommand({ domain: 'abc' }));
    await client.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
  }
  const { authorizationToken = '' } = await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }));
  client.destroy();
  return { server, token: authorizationToken, reported, close: () => server.close() };
}

/** One connection, on which any bytes are sent. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that has come so far. */
  received(): string;
  /** Resolves when the server has ended the connection. */
  readonly ended: Promise<void>;
  /** The status of the first answer, as soon as it is there; 0 when the connection ends without one. */
  status(): Promise<number>;
}

export function connectRaw({ server }: RawTarget, ...texts: readonly string[]): RawConnection {
  const { hostname, port } = new URL(server.endpoint);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += String(chunk);
  });
  // A connection that is cut while something is sent is one that has ended.
  socket.on('error', () => undefined);
  const ended = new Promise<void>((done) => {
    socket.once('close', () => done());
  });
  for (const part of texts) socket.write(part, 'latin1');
  const answered = async (): Promise<void> => {
    while (!text.includes('\r\n')) await new Promise((done) => socket.once('data', done));
  };
  return {
    socket,
    received: () => text,
    ended,
    status: async () => {
      await Promise.race([answered(), ended]);
      return Number(/^HTTP\/1\.1 (\d{3})/u.exec(text)?.[1] ?? 0);
    },
  };
}

/** The head of a request with a token; `target` goes over the wire as it is. */
export function headOf({ token }: RawTarget, method: string, target: string, ...fields: readonly string[]): string {
  return [`${method} ${target} HTTP/1.1`, 'host: 127.0.0.1', `authorization: Bearer ${token}`, ...fields, '', ''].join(
    '\r\n',
  );
}

/** A request and the status of its answer. */
export async function statusOf(
  target: RawTarget,
  method: string,
  path: string,
  body = '',
  ...fields: readonly string[]
): Promise<number> {
  const head = headOf(target, method, path, `content-length: ${Buffer.byteLength(body, 'latin1')}`, ...fields);
  const connection = connectRaw(target, head, body);
  const status = await connection.status();
  connection.socket.destroy();
  return status;
}
