import { CodedError } from '../coded-error.ts';

/** Any error as a coded one: what stops one part of a release is told beside the parts that are done. */
export function toCoded(error: unknown, signal?: AbortSignal): CodedError {
  if (signal?.aborted === true) return new CodedError('aborted', 'Interrupted.', { cause: error });
  if (error instanceof CodedError) return error;
  return new CodedError('unexpected', error instanceof Error ? error.message : String(error), { cause: error });
}
