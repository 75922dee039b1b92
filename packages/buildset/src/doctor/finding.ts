import { CodedError } from '@buildset/core';

/** What a check found. */
export interface Finding {
  readonly check: CheckName;
  /** `problem`: something does not work, or is not safe. `unknown`: it could not be looked at. */
  readonly level: 'ok' | 'unknown' | 'warning' | 'problem';
  readonly message: string;
  /** The command, or the deed, that mends it. */
  readonly mend?: string;
}

export type CheckName =
  | 'credentials'
  | 'clock'
  | 'token'
  | 'home'
  | 'package-groups'
  | 'assumptions'
  | 'stage'
  | 'upstreams'
  | 'origin-controls'
  | 'rights'
  | 'gates';

/** Does a check; what it throws is a finding too, so that the others go on. Throws `aborted` only. */
export async function findings(check: CheckName, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'aborted') throw error;
    const isDenied = error.code === 'access-denied';
    const message = isDenied ? `Could not be looked at: ${error.message}` : error.message;
    const mend = error.next === undefined ? {} : { mend: error.next };
    return [{ check, level: isDenied ? 'unknown' : 'problem', message, ...mend }];
  }
}
