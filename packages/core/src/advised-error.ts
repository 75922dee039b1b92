import { CodedError, type ErrorDetails } from './coded-error.ts';

/** An error that says what to do next, which is required: a package throws one of its own codes, and none without a cure. */
export class AdvisedError<Code extends string = string> extends CodedError<Code> {
  constructor(code: Code, message: string, next: string, details: Omit<ErrorDetails, 'next'> = {}) {
    super(code, message, { ...details, next });
  }
}
