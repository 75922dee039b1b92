import { accessCodeArtifact } from '../connection/access.ts';
import { readEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { runKeyring } from './run-keyring.ts';

/** Runs this process as the keyring helper. Its exit code is the call's. */
export async function runKeyringProcess(): Promise<void> {
  process.exitCode = EXIT.unexpected;
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  process.exitCode = await runKeyring({
    argv: process.argv.slice(2),
    environment: readEnvironment(),
    streams: { stdout: process.stdout, stderr: process.stderr },
    signal: interruption.signal,
    own: process.argv[1] ?? '',
    accessConnector: accessCodeArtifact,
    now: Date.now,
  });
}
