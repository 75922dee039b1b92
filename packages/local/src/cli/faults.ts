import type { CommandModule } from 'yargs';
import { callLocalApi, serverOptions } from './running-server.ts';
import { examples } from './examples.ts';

/** Steers the faults of a running server, by its `/_local/faults`. */
export const faultsCommand: CommandModule = {
  command: 'faults',
  describe: 'list, add, release and remove injected faults of the running server',
  builder: (yargs) =>
    yargs
      .command('list', 'show the rules', serverOptions, (given) => callLocalApi(given, 'GET', 'faults'))
      .command(
        'add <rule>',
        'add a rule, given as JSON',
        (y) => serverOptions(y).positional('rule', { type: 'string', demandOption: true }),
        (given) => callLocalApi(given, 'POST', 'faults', given.rule),
      )
      .command(
        'release <id>',
        'let go what a rule holds',
        (y) => serverOptions(y).positional('id', { type: 'number', demandOption: true }),
        (given) => callLocalApi(given, 'POST', `faults/${given.id}/release`),
      )
      .command(
        'remove [id]',
        'remove a rule, or all',
        (y) => serverOptions(y).positional('id', { type: 'number' }),
        (given) => callLocalApi(given, 'DELETE', given.id === undefined ? 'faults' : `faults/${given.id}`),
      )
      .epilogue(
        examples(
          ['codeartifact-local faults list --data ./trial', 'how often each has fired'],
          ['codeartifact-local faults remove --data ./trial', 'all of them'],
        ),
      )
      .epilogue('\nWhat a rule says: README.md of @buildset/local, "Testing with it".')
      .demandCommand(1, 'Name what to do with the faults: list, add, release or remove.'),
  handler: () => undefined,
};
