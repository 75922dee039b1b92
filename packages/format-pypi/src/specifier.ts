import { compareParsed, comparePublic, compareRelease } from './compare-versions.ts';
import { pypiError, quoted } from './errors.ts';
import { isPrerelease, tryParseVersion, type Pep440Version } from './version.ts';

type Operator = '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>';

interface VersionClause {
  readonly operator: Operator;
  readonly version: Pep440Version;
  /** `==1.0.*` and `!=1.0.*`. */
  readonly prefix: boolean;
}

/** One clause of a specifier set; `===` compares text. */
export type SpecifierClause = VersionClause | { readonly operator: '==='; readonly text: string };

/** All of its clauses must hold; an empty list admits every version. In the order written. */
export type SpecifierSet = readonly SpecifierClause[];

export interface SatisfiesOptions {
  /** Admit pre-releases. Default: only when a clause names one (PEP 440, "Handling of pre-releases"). */
  readonly prereleases?: boolean;
}

const CLAUSE = /^(===|~=|==|!=|<=|>=|<|>)\s*(\S+)$/;

/** Reads a version specifier set such as `>=1.0, !=1.5.*, <2` (PEP 440). Throws `invalid-specifier`. */
export function parseSpecifiers(text: string): SpecifierSet {
  return text
    .split(',')
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
    .map((clause) => {
      const parsed = parseClause(clause);
      if (!parsed) {
        throw pypiError(
          'invalid-specifier',
          `${quoted(clause)} in ${quoted(text)} is not a version specifier.`,
          'Write clauses such as >=1.0, ==1.4.* or ~=2.2, separated by commas (PEP 440).',
        );
      }
      return parsed;
    });
}

/** Whether a version (any spelling) is admitted. A text that is no version is admitted by `===` alone. */
export function satisfies(version: string, specifiers: SpecifierSet, options: SatisfiesOptions = {}): boolean {
  const parsed = tryParseVersion(version);
  const prereleases = options.prereleases ?? specifiers.some(namesPrerelease);
  if (parsed && isPrerelease(parsed) && !prereleases) return false;
  return specifiers.every((clause) => {
    if (clause.operator === '===') return clause.text.toLowerCase() === version.trim().toLowerCase();
    return parsed !== undefined && admits(clause, parsed);
  });
}

function parseClause(clause: string): SpecifierClause | undefined {
  const [, operator, text = ''] = CLAUSE.exec(clause) ?? [];
  if (operator === undefined) return undefined;
  if (operator === '===') return { operator, text };
  const prefix = text.endsWith('.*');
  const version = tryParseVersion(prefix ? text.slice(0, -2) : text);
  if (!version) return undefined;
  const parsed: VersionClause = { operator: operator as Operator, version, prefix };
  return isWellFormed(parsed) ? parsed : undefined;
}

function isWellFormed({ operator, version, prefix }: VersionClause): boolean {
  const equality = operator === '==' || operator === '!=';
  if (prefix) return equality && !isPrerelease(version) && version.post === undefined && version.local.length === 0;
  if (version.local.length > 0) return equality;
  return operator !== '~=' || version.release.length > 1;
}

function namesPrerelease(clause: SpecifierClause): boolean {
  if (clause.operator === '!=') return false;
  const version = clause.operator === '===' ? tryParseVersion(clause.text) : clause.version;
  return version !== undefined && isPrerelease(version);
}

function admits(clause: VersionClause, version: Pep440Version): boolean {
  switch (clause.operator) {
    case '==':
      return isEqual(clause, version);
    case '!=':
      return !isEqual(clause, version);
    case '>=':
      return comparePublic(version, clause.version) >= 0;
    case '<=':
      return comparePublic(version, clause.version) <= 0;
    case '~=':
      return comparePublic(version, clause.version) >= 0 && hasPrefix(version, compatiblePrefix(clause.version));
    case '>':
      return isAfter(version, clause.version);
    case '<':
      return isBefore(version, clause.version);
  }
}

function isEqual(clause: VersionClause, version: Pep440Version): boolean {
  if (clause.prefix) return hasPrefix(version, clause.version);
  return clause.version.local.length > 0
    ? compareParsed(version, clause.version) === 0
    : comparePublic(version, clause.version) === 0;
}

function compatiblePrefix({ epoch, release }: Pep440Version): Pep440Version {
  return { epoch, release: release.slice(0, -1), local: [] };
}

function hasPrefix(version: Pep440Version, prefix: Pep440Version): boolean {
  return version.epoch === prefix.epoch && prefix.release.every((number, i) => number === (version.release[i] ?? 0n));
}

// "Exclusive ordered comparison": >1.7 admits neither 1.7.post1 nor 1.7+local, <1.7 admits no pre-release of 1.7. What is a
// pre-release of 1.7 is none of 1.7.post1, of which 1.7.post1.dev1 is one; a post-release of 1.7 is none of 1.7rc1.
function isAfter(version: Pep440Version, than: Pep440Version): boolean {
  return comparePublic(version, than) > 0 && !isPostReleaseOf(than, version);
}

function isPostReleaseOf(than: Pep440Version, { post, dev: _dev, ...version }: Pep440Version): boolean {
  return post !== undefined && comparePublic(version, than) === 0;
}

function isBefore(version: Pep440Version, than: Pep440Version): boolean {
  if (comparePublic(version, than) >= 0) return false;
  if (isPrerelease(than) || !isPrerelease(version) || !sameRelease(version, than)) return true;
  return than.post !== undefined && (version.post !== than.post || version.pre !== undefined);
}

function sameRelease(a: Pep440Version, b: Pep440Version): boolean {
  return a.epoch === b.epoch && compareRelease(a.release, b.release) === 0;
}
