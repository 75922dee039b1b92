import type { Argv } from 'yargs';
import { defaultDataDir } from '../data-folder/location.ts';

/** Which running server a command speaks to. */
export interface ServerArguments {
  data: string | undefined;
  endpoint: string | undefined;
}

export function serverOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('data', { type: 'string', describe: 'data folder of the running server' })
    .option('endpoint', { type: 'string', describe: 'its endpoint, instead' });
}

/** Sends a request to `/_local/…` of the server and prints the JSON that it answers. Throws RangeError with what it refuses. */
export async function callLocalApi(
  server: ServerArguments,
  method: string,
  path: string,
  body?: string,
): Promise<void> {
  const endpoint = await endpointOf(server);
  const response = await fetch(`${endpoint}/_local/${path}`, { method, ...(body !== undefined && { body }) }).catch(
    (error: unknown) => {
      throw new RangeError(`no server answers at ${endpoint}: start it with codeartifact-local start`, {
        cause: error,
      });
    },
  );
  const text = await response.text();
  if (!response.ok) throw new RangeError(`the server answered ${response.status}: ${text}`);
  process.stdout.write(`${text}\n`);
}

async function endpointOf({ data, endpoint }: ServerArguments): Promise<string> {
  if (endpoint !== undefined) return endpoint;
  const { readLastStart } = await import('../data-folder/last-start.ts');
  const folder = data ?? defaultDataDir(process.env);
  const last = await readLastStart(folder);
  if (!last) throw new RangeError(`no server has started on ${folder} yet`);
  return last.endpoint;
}
