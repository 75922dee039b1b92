import { CodedError } from '@buildset/core';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import type { Output } from '../render/output.ts';

/** Says on stderr what went wrong, and what this ends the process with. An interruption is told as one. */
export async function reportError(error: unknown, output: Output, signal: AbortSignal): Promise<ExitCode> {
  if (signal.aborted) {
    output.error({
      code: 'aborted',
      message: 'Interrupted.',
      side: 'local',
      next: 'Run the same command again: it continues from what is there.',
    });
    return EXIT.interrupted;
  }
  if (error instanceof CodedError) {
    output.error({ ...error, message: sentence(error.message) });
    if (error.cause instanceof Error) await explain(error.cause, output);
    return exitCodeOf(error.code);
  }
  const message = await withoutSecrets(error instanceof Error ? error.message : String(error));
  output.error({
    code: 'unexpected',
    message: sentence(message),
    side: 'local',
    next: 'This is a defect of buildset. Run it again with --verbose, and report what it prints.',
  });
  if (error instanceof Error) await explain(error, output);
  return EXIT.unexpected;
}

/** With `--verbose`, where an error comes from. */
async function explain(error: Error, output: Output): Promise<void> {
  if (output.options.verbose) output.detail(await withoutSecrets(error.stack ?? error.message));
}

/** Line by line, since what others throw may quote requests. */
async function withoutSecrets(text: string): Promise<string> {
  const { redact } = await import('@buildset/codeartifact');
  return text.split('\n').map(redact).join('\n');
}

/** Messages from the adapters are clauses; a person is shown sentences. What is a sentence may begin with a name. */
function sentence(message: string): string {
  if (/[.!?…]$/.test(message)) return message;
  const isWord = /^[a-z]+ /.test(message);
  return `${isWord ? message.charAt(0).toUpperCase() + message.slice(1) : message}.`;
}
