import type { NpmIndex, NpmIndexOptions } from '@buildset/codeartifact';
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

/** An npm registry, the login there, and what a publish says. */
export type NpmLogin = Pick<
  NpmIndexOptions,
  'url' | 'authorization' | 'tag' | 'access' | 'otp' | 'provenance' | 'cert' | 'clientPem'
>;

interface Scope {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly meter: Meter;
}

/** An npm registry as npm reaches it. */
export async function connectNpmIndex(login: NpmLogin, { environment, meter, signal }: Scope): Promise<NpmIndex> {
  const { createNpmIndex } = await import('@buildset/codeartifact');
  return createNpmIndex({ ...login, meter, signal, rates: 'none', ...defined({ proxies: proxiesOf(environment) }) });
}

/** A pypi index as twine and pip reach it, without the service's API. */
export async function connectIndex(login: IndexLogin, { environment, meter, signal }: Scope): Promise<OutsideIndex> {
  const { createPypiIndex } = await import('@buildset/codeartifact');
  return createPypiIndex({
    ...login,
    meter,
    signal,
    rates: 'none',
    ...defined({ proxies: proxiesOf(environment) }),
  });
}
