import type { ProgramResult } from '../measure/run-program.ts';
import { type Bin, binFile } from './bins.ts';
import { type CallInput, callService } from './call-service.ts';
import { addLatency } from './latency.ts';
import { ACCOUNT, REGION, type Server, type ServerOptions, startServer } from './server.ts';
import { makeWorkplace, type Workplace } from './workplace.ts';

export const DOMAIN = 'abc';
const REPOSITORIES = ['AbcDev', 'AbcStaging', 'AbcProd', 'AbcOther'];

/** A server with the domain `abc`, its repositories and its home, and a user with AWS credentials. */
export interface Scene extends Pick<Workplace, 'folder' | 'env' | 'run'> {
  readonly server: Server;
  /** For the repository endpoints. */
  readonly token: string;
  /** Where uploads to a Python repository go; the index is `simple/` below it. */
  pypiUrl(repository: string): string;
  /** The registry of an npm repository. */
  npmUrl(repository: string): string;
  bin(bin: Bin, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<ProgramResult>;
  /** One call of the service's API, answered as JSON; throws for any status but 200. */
  call<Answer>(input: CallInput): Promise<Answer>;
  /** Stops the server and removes everything. */
  close(): Promise<void>;
}

export interface SceneOptions extends ServerOptions {
  /** Default true: `buildset init`. */
  readonly init?: boolean;
  /** How long each request waits when the scene is open, in milliseconds. Default: not at all. */
  readonly latencyMs?: number | undefined;
}

export async function openScene(temp: string, options: SceneOptions = {}): Promise<Scene> {
  const place = await makeWorkplace(temp);
  const server = await startServer(place.folder, place.env, options);
  const call = <Answer>(input: CallInput): Promise<Answer> =>
    callService<Answer>(server, { ...input, query: { domain: DOMAIN, ...input.query } });
  await call({ path: '/v1/domain', body: {} });
  for (const repository of REPOSITORIES) await call({ path: '/v1/repository', query: { repository }, body: {} });
  const { authorizationToken } = await call<{ authorizationToken: string }>({ path: '/v1/authorization-token' });
  const env = {
    ...place.env,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL_CODEARTIFACT: server.endpoint,
  };
  const run: Scene['run'] = (file, args, more = {}) => place.run(file, args, { ...env, ...more });
  const scene: Scene = {
    server,
    folder: place.folder,
    env,
    token: authorizationToken,
    npmUrl: (repository) => `${server.endpoint}/npm/d/${DOMAIN}-${ACCOUNT}/${repository}/`,
    pypiUrl: (repository) => `${server.endpoint}/pypi/d/${DOMAIN}-${ACCOUNT}/${repository}/`,
    run,
    bin: (bin, args, more) => run(process.execPath, [binFile(bin), ...args], more),
    call,
    async close() {
      await server.stop();
      await place.remove();
    },
  };
  if (options.init !== false) await scene.bin('buildset', ['init', '--domain', DOMAIN, '--json']);
  if (options.latencyMs !== undefined) await addLatency(server.endpoint, options.latencyMs);
  return scene;
}
