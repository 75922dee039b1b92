import { CodedError, type ErrorDetails } from '@buildset/core';

/** Every code that this package throws. */
export type CliErrorCode =
  | 'aborted'
  | 'build-number-missing'
  | 'configuration-invalid'
  | 'disk-full'
  | 'domain-missing'
  | 'file-not-written'
  | 'login-file-busy'
  | 'login-file-invalid'
  | 'login-file-unwritable'
  | 'login-name-taken'
  | 'output-not-written'
  | 'path-taken'
  | 'plan-not-written'
  | 'plan-unreadable'
  | 'report-invalid'
  | 'report-unreadable'
  | 'unexpected'
  | 'unsafe-path'
  | 'usage';

/** An error of the command line itself. */
export class CliError extends CodedError<CliErrorCode> {
  constructor(code: CliErrorCode, message: string, details: ErrorDetails = {}) {
    super(code, message, details);
  }
}

/** What was typed cannot be understood: exit code 2. */
export function usageError(message: string, next?: string): CliError {
  return new CliError('usage', message, next === undefined ? {} : { next });
}
