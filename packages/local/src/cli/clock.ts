import type { CommandModule } from 'yargs';
import { callLocalApi, serverOptions } from './running-server.ts';
import { examples } from './examples.ts';

/** Steers the time of a running server, by its `/_local/clock`. */
export const clockCommand: CommandModule = {
  command: 'clock',
  describe: 'show, advance and reset the time of the running server',
  builder: (yargs) =>
    yargs
      .command('show', 'show the service’s time', serverOptions, (given) => callLocalApi(given, 'GET', 'clock'))
      .command(
        'advance <seconds>',
        'move it on, so that tokens and leases end; a negative number (after --) moves it back',
        (y) => serverOptions(y).positional('seconds', { type: 'number', demandOption: true }),
        ({ seconds, ...given }) =>
          callLocalApi(given, 'POST', 'clock', JSON.stringify({ advanceMs: Math.round(seconds * 1000) })),
      )
      .command('reset', 'make it the machine’s again', serverOptions, (given) => callLocalApi(given, 'DELETE', 'clock'))
      .epilogue(
        examples(['codeartifact-local clock advance 43200 --data ./trial', 'twelve hours: tokens have run out']),
      )
      .demandCommand(1, 'Name what to do with the clock: show, advance or reset.'),
  handler: () => undefined,
};
