import { CodedError } from '@buildset/core';

/** The code with which `act` fails, undefined when it does not. Any other error is thrown on. */
export function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}
