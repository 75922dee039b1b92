import type { Meter, OutsideIndex } from '@buildset/core';
import { defined } from '../defined.ts';
import type { Environment } from '../environment.ts';
import { proxiesOf } from './codeartifact.ts';

/** A package index that is known by its address and a login only. */
export interface IndexLogin {
  readonly url: string;
  /** What installers read, where it is not where the upload address tells. */
  readonly indexUrl?: string;
  readonly username?: string;
  readonly password?: string;
  readonly cert?: string;
  readonly clientCert?: string;
}

/** A pypi index as twine and pip reach it, without the service's API. */
export async function connectIndex(
  login: IndexLogin,
  scope: { readonly environment: Environment; readonly signal: AbortSignal; readonly meter: Meter },
): Promise<OutsideIndex> {
  const { createPypiIndex } = await import('@buildset/codeartifact');
  const { environment, meter, signal } = scope;
  return createPypiIndex({
    ...login,
    meter,
    signal,
    rates: 'none',
    ...defined({ proxies: proxiesOf(environment) }),
  });
}
