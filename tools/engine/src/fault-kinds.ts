import type { FaultRule } from './steering.ts';

/** A way in which a request fails, and the requests that it can befall. */
export interface FaultKind {
  readonly name: string;
  readonly action: FaultRule['action'];
  /** The server's names of operations. */
  readonly befalls: RegExp;
}

const ANY = /./;
const DOWNLOADS = /^GetPackageVersionAsset$/;
const UPLOADS = /^(?:PublishPackageVersion|pypi:Upload|npm:Publish)$/;
const LISTINGS = /^(?:List|Describe|pypi:Index|npm:Packument)/;
const ENDPOINTS = /^(?:pypi|npm):/;

/** The service's misfortunes. An expired token is known to the package managers' endpoints alone. */
export const FAULT_KINDS: readonly FaultKind[] = [
  { name: 'throttled', action: { kind: 'throttle' }, befalls: ANY },
  { name: '5xx', action: { kind: 'error', status: 500, when: 'before' }, befalls: ANY },
  { name: 'reset before', action: { kind: 'reset', when: 'before' }, befalls: ANY },
  { name: 'reset after its effect', action: { kind: 'reset', when: 'after-effect' }, befalls: ANY },
  { name: 'corrupted download', action: { kind: 'corrupt-download', atByte: 3 }, befalls: DOWNLOADS },
  { name: 'corrupted upload', action: { kind: 'corrupt-upload', atByte: 200 }, befalls: UPLOADS },
  { name: 'stale listing', action: { kind: 'stale', forMs: 150 }, befalls: LISTINGS },
  { name: 'expired token', action: { kind: 'expire-token' }, befalls: ENDPOINTS },
];

/** How often a fault strikes: once, which the retry mends, or more often than anybody tries again. */
export const DURATIONS = [
  { name: 'once', times: 1 },
  { name: 'for good', times: 1000 },
] as const;
export type Duration = (typeof DURATIONS)[number];
