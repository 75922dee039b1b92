import type { AssetPublisher, Meter } from '@buildset/core';
import { defined } from '../defined.ts';
import type { Environment } from '../environment.ts';
import { proxiesOf } from './codeartifact.ts';

/** A package index that is known by its address and a login only. */
export interface IndexLogin {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly cert?: string;
  readonly clientCert?: string;
}

/** Uploads to a pypi index as twine does, without the service's API. */
export async function connectIndex(
  login: IndexLogin,
  scope: { readonly environment: Environment; readonly signal: AbortSignal; readonly meter: Meter },
): Promise<AssetPublisher> {
  const { createPypiUploader } = await import('@buildset/codeartifact');
  const { environment, meter, signal } = scope;
  return createPypiUploader({
    ...login,
    meter,
    signal,
    rates: 'none',
    ...defined({ proxies: proxiesOf(environment) }),
  });
}
