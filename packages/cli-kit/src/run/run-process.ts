import type { CommandEntry } from '../command.ts';
import { connectCodeArtifact } from '../connection/codeartifact.ts';
import { readEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { terminalSecret } from './ask-secret.ts';
import { runCli } from './run-cli.ts';

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
  // A reader that has seen enough (`| head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await runCli({
    ...frontEnd,
    argv: process.argv.slice(2),
    folder: process.cwd(),
    environment: readEnvironment(),
    streams: { stdout: process.stdout, stderr: process.stderr },
    connector: connectCodeArtifact,
    signal: interruption.signal,
    askSecret: terminalSecret(process, interruption.signal),
  });
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
}
