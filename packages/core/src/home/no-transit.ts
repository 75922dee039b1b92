import { CodedError, hasCode } from '../coded-error.ts';
import type { Home } from './home.ts';

/** What there is to say of a transit that is of no use. */
export interface NoTransit {
  readonly message: string;
  readonly next: string;
}

/** What is wrong with the transit, and who mends it; undefined where nothing is known against it. */
export function noTransit({ lacksTransit, transit }: Home): NoTransit | undefined {
  const { domain, repository } = transit.repository;
  if (lacksTransit === 'missing') {
    const next = `An administrator makes it once: buildset init --domain ${domain}.`;
    return { message: `The domain ${domain} has no transit repository ${repository}.`, next };
  }
  if (lacksTransit === 'denied') {
    const next = 'An administrator grants it: `buildset policy promoter` prints what is needed.';
    return { message: `These credentials have no right to the transit ${repository}.`, next };
  }
  return undefined;
}

/** Throws `no-transit` where the transit is of no use. */
export function requireTransit(home: Home): void {
  const lack = noTransit(home);
  if (lack) throw new CodedError('no-transit', lack.message, { side: 'home', next: lack.next });
}

/** Whether an error says that the transit, which could be seen, may not be used. */
export function isTransitDenied(error: unknown, { transit }: Home): error is CodedError {
  const { repository } = transit.repository;
  return hasCode(error, 'access-denied') && error.coordinates['repository'] === repository;
}
