import type { CommandEntry } from '../command.ts';
import { connectCodeArtifact } from '../connection/codeartifact.ts';
import { readEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import type { ErrorText } from '../render/output.ts';
import { terminalSecret } from './ask-secret.ts';
import { outputOf, runCli } from './run-cli.ts';

/** What a bin says of itself. */
export interface FrontEnd {
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  readonly commands: readonly CommandEntry[];
}

/** Milliseconds that an interrupted command has to say so and to close what it has open. */
const GRACE_MS = 5000;

/**
 * Runs this process as a front-end: its arguments, environment, streams and signals. The first SIGINT or SIGTERM stops
 * the work in order, a second one at once. The only place that ends a process.
 */
export async function runProcess(frontEnd: FrontEnd): Promise<void> {
  process.exitCode = EXIT.unexpected; // Until it is known: work that nothing waits for any more is not done.
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    interruption.abort();
    setTimeout(() => process.exit(EXIT.interrupted), GRACE_MS).unref();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const argv = process.argv.slice(2);
  const environment = readEnvironment();
  const streams = { stdout: process.stdout, stderr: process.stderr };
  let isLost = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) is no error.
    if (isLost || error.code === 'EPIPE') return;
    isLost = true;
    process.exitCode = EXIT.unexpected;
    outputOf({ argv, environment, name: frontEnd.name, streams }).error(answerLost(error));
  });
  // Nobody is left to be told of it.
  process.stderr.on('error', () => undefined);
  const code = await runCli({
    ...frontEnd,
    argv,
    folder: process.cwd(),
    environment,
    streams,
    connector: connectCodeArtifact,
    signal: interruption.signal,
    askSecret: terminalSecret(process, interruption.signal),
  });
  process.exitCode = isLost ? EXIT.unexpected : code;
  interruption.abort(); // What a command has begun and did not need ends with it.
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
}

function answerLost({ message }: Error): ErrorText {
  return {
    code: 'output-not-written',
    message: `The answer cannot be written to stdout: ${message}.`,
    side: 'local',
    next: 'Make room, or send it elsewhere, and run the same command again: what is done is not done twice.',
  };
}
