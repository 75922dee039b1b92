import { CodedError } from '@buildset/core';

/** The code with which `act` fails, undefined when it does not. Any other error is thrown on. */
export async function codeOf(act: () => unknown): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}
