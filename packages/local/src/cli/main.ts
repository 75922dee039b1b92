import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { clockCommand } from './clock.ts';
import { envCommand } from './env.ts';
import { faultsCommand } from './faults.ts';
import { fsckCommand } from './fsck.ts';
import { principalCommand } from './principal.ts';
import { startCommand } from './start.ts';
import { examples } from './examples.ts';

/** Runs the command line. Exit codes: 0 done, 1 unexpected, 2 usage, 3 a check found damage. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await yargs(hideBin([...argv]))
      .scriptName('codeartifact-local')
      .detectLocale(false)
      .usage('$0 <command>\n\nAn embedded AWS CodeArtifact.')
      .command(startCommand)
      .command(envCommand)
      .command(faultsCommand)
      .command(clockCommand)
      .command(fsckCommand)
      .command(principalCommand)
      .epilogue(
        examples(
          ['codeartifact-local start --data ./trial &', 'serves ./trial at http://127.0.0.1:4590'],
          ['eval "$(codeartifact-local env --data ./trial)"', 'aws, the SDKs and buildset talk to it'],
        ),
      )
      .epilogue('\nExit codes: 0 done, 1 unexpected, 2 usage, 3 fsck found damage')
      .demandCommand(1, 'Name a command: start, env, faults, clock, fsck or principal. See codeartifact-local --help.')
      .recommendCommands()
      .strict()
      .help()
      .version(false)
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new RangeError(message); // Thrown, or yargs would run the command all the same.
      })
      .parseAsync();
    return 0;
  } catch (error) {
    const { message, name } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`codeartifact-local: ${message}\n`);
    return name === 'RangeError' || name === 'YError' ? 2 : 1; // YError: yargs' own, such as a missing value
  }
}
