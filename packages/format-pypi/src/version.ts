import { pypiError, quoted } from './errors.ts';

/** A version as PEP 440 reads it. Numbers are bigint: `.dev20260131120000123` is in use. */
export interface Pep440Version {
  readonly epoch: bigint;
  /** At least one number; trailing zeros are kept. */
  readonly release: readonly bigint[];
  readonly pre?: readonly ['a' | 'b' | 'rc', bigint];
  readonly post?: bigint;
  readonly dev?: bigint;
  /** Lower-case words and numbers, empty when there is no local part. */
  readonly local: readonly (string | bigint)[];
}

const VERSION = new RegExp(
  [
    String.raw`^\s*v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)`,
    String.raw`(?:[._-]?(?<preLabel>alpha|a|beta|b|preview|pre|c|rc)[._-]?(?<pre>\d+)?)?`,
    String.raw`(?<postPart>-(?<implicitPost>\d+)|[._-]?(?:post|rev|r)[._-]?(?<post>\d+)?)?`,
    String.raw`(?<devPart>[._-]?dev[._-]?(?<dev>\d+)?)?`,
    String.raw`(?:\+(?<local>[a-z0-9]+(?:[._-][a-z0-9]+)*))?\s*$`,
  ].join(''),
  'i',
);

const PRE_LABELS: Readonly<Record<string, 'a' | 'b' | 'rc'>> = { a: 'a', alpha: 'a', b: 'b', beta: 'b' };

/** Versions longer than this are refused, so that hostile input costs nothing. Characters. */
const MAX_LENGTH = 512;

/** Reads a version (PEP 440, appendix B: case and surrounding space do not matter). Undefined when it is none. */
export function tryParseVersion(text: string): Pep440Version | undefined {
  const parts = text.length > MAX_LENGTH ? undefined : VERSION.exec(text)?.groups;
  if (!parts) return undefined;
  const label = parts['preLabel']?.toLowerCase();
  return {
    epoch: BigInt(parts['epoch'] ?? 0),
    release: (parts['release'] ?? '').split('.').map(BigInt),
    ...(label !== undefined && { pre: [PRE_LABELS[label] ?? 'rc', BigInt(parts['pre'] ?? 0)] }),
    ...(parts['postPart'] !== undefined && { post: BigInt(parts['implicitPost'] ?? parts['post'] ?? 0) }),
    ...(parts['devPart'] !== undefined && { dev: BigInt(parts['dev'] ?? 0) }),
    local: parseLocal(parts['local']),
  };
}

/** As `tryParseVersion`. Throws `invalid-version`. */
export function parseVersion(text: string): Pep440Version {
  const version = tryParseVersion(text);
  if (!version) {
    throw pypiError(
      'invalid-version',
      `${quoted(text)} is not a Python version.`,
      'Use a version that PEP 440 allows, for example 1.0.0, 1.0rc1 or 1.0.0.dev5+linux.',
    );
  }
  return version;
}

/** The normal form (PEP 440, "Normalization"); trailing zeros of the release are kept. Idempotent. Throws `invalid-version`. */
export function normalizeVersion(text: string): string {
  const version = parseVersion(text);
  const local = version.local.length > 0 ? `+${version.local.join('.')}` : '';
  return `${publicVersion(version)}${local}`;
}

/** The normal form without its local part. */
export function publicVersion(version: Pep440Version): string {
  const epoch = version.epoch === 0n ? '' : `${version.epoch}!`;
  const pre = version.pre ? version.pre.join('') : '';
  const post = version.post === undefined ? '' : `.post${version.post}`;
  const dev = version.dev === undefined ? '' : `.dev${version.dev}`;
  return `${epoch}${version.release.join('.')}${pre}${post}${dev}`;
}

/** Whether it is a pre-release or a development release, which installers take only when asked. */
export function isPrerelease(version: Pep440Version): boolean {
  return version.pre !== undefined || version.dev !== undefined;
}

function parseLocal(local: string | undefined): readonly (string | bigint)[] {
  if (local === undefined) return [];
  return local.split(/[._-]/).map((part) => (/^\d+$/.test(part) ? BigInt(part) : part.toLowerCase()));
}
