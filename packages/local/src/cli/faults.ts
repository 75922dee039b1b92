import type { Argv, CommandModule } from 'yargs';
import { defaultDataDir } from '../data-folder/location.ts';

interface FaultsArguments {
  data: string | undefined;
  endpoint: string | undefined;
  rule?: string | undefined;
  id?: number | undefined;
}

/** Steers the faults of a running server, by its `/_local/faults`. */
export const faultsCommand: CommandModule = {
  command: 'faults',
  describe: 'list, add, release and remove injected faults of the running server',
  builder: (yargs) =>
    yargs
      .command('list', 'show the rules', common, (given) => call(given, 'GET', ''))
      .command(
        'add <rule>',
        'add a rule, given as JSON',
        (y) => common(y).positional('rule', { type: 'string', demandOption: true }),
        (given) => call(given, 'POST', ''),
      )
      .command(
        'release <id>',
        'let go what a rule holds',
        (y) => common(y).positional('id', { type: 'number', demandOption: true }),
        (given) => call(given, 'POST', `/${given.id}/release`),
      )
      .command(
        'remove [id]',
        'remove a rule, or all',
        (y) => common(y).positional('id', { type: 'number' }),
        (given) => call(given, 'DELETE', given.id === undefined ? '' : `/${given.id}`),
      )
      .demandCommand(1, 'Name what to do with the faults.'),
  handler: () => undefined,
};

function common<T>(yargs: Argv<T>) {
  return yargs
    .option('data', { type: 'string', describe: 'data folder of the running server' })
    .option('endpoint', { type: 'string', describe: 'its endpoint, instead' });
}

async function call(given: FaultsArguments, method: string, path: string): Promise<void> {
  const response = await fetch(`${await endpointOf(given)}/_local/faults${path}`, {
    method,
    ...(given.rule !== undefined && { body: given.rule }),
  });
  const text = await response.text();
  if (!response.ok) throw new RangeError(`the server answered ${response.status}: ${text}`);
  process.stdout.write(`${text}\n`);
}

async function endpointOf({ data, endpoint }: FaultsArguments): Promise<string> {
  if (endpoint !== undefined) return endpoint;
  const { readLastStart } = await import('../data-folder/last-start.ts');
  const folder = data ?? defaultDataDir(process.env);
  const last = await readLastStart(folder);
  if (!last) throw new RangeError(`no server has started on ${folder} yet`);
  return last.endpoint;
}
