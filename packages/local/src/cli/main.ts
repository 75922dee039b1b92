import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { clockCommand } from './clock.ts';
import { envCommand } from './env.ts';
import { faultsCommand } from './faults.ts';
import { fsckCommand } from './fsck.ts';
import { principalCommand } from './principal.ts';
import { startCommand } from './start.ts';

/** Runs the command line. Exit codes: 0 done, 1 unexpected, 2 usage, 3 a check found damage. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  await yargs(hideBin([...argv]))
    .scriptName('codeartifact-local')
    .usage('$0 <command>\n\nAn embedded AWS CodeArtifact.')
    .command(startCommand)
    .command(envCommand)
    .command(faultsCommand)
    .command(clockCommand)
    .command(fsckCommand)
    .command(principalCommand)
    .demandCommand(1, 'Name a command.')
    .strict()
    .help()
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      code = error instanceof RangeError || !error ? 2 : 1;
      process.stderr.write(`codeartifact-local: ${message ?? error.message}\n`);
    })
    .parseAsync()
    .catch(() => undefined);
  return code;
}
