import {
  CodedError,
  formatPackage,
  formatVersion,
  hasCode,
  type Home,
  listKnownPackages,
  listRecords,
  Log,
  type PackageRef,
  versionOf,
} from '@buildset/core';
import type { Formats } from '../formats.ts';
import { nearest } from '../nearest.ts';
import { splitFormat } from '../set-spec.ts';
import { packageIn } from './packages-flag.ts';

/** How many packages or versions a message has. */
const LISTED = 10;

/** As `packageIn`; where no package can be called so, the error tells those on record that may be meant. */
export async function meantPackage(
  { format, spec }: { readonly format?: string | undefined; readonly spec: string },
  formats: Formats,
  openHome: () => Promise<Home>,
): Promise<{ readonly named: PackageRef; readonly version?: string }> {
  try {
    return await packageIn(spec, format, formats);
  } catch (error) {
    if (!hasCode(error, 'usage', 'invalid-name')) throw error;
    const next = await openHome().then(
      (home) => guess(splitFormat(spec, formats).rest, formats, home),
      () => undefined, // what is wrong with the name is told all the same
    );
    throw next === undefined ? error : new CodedError(error.code, error.message, { next, side: error.side });
  }
}

/** What is asked for, and perhaps a version of it. */
interface Subject {
  readonly pkg: PackageRef;
  readonly version?: string | undefined;
}

/**
 * The error for a package or version of which there is no build, or none that is sealed, with what may be meant; `flag` looks into more
 * repositories. One listing, and one more for each thousand packages where the package is unknown.
 */
export async function noBuild(
  subject: Subject,
  { flag, formats, home }: { readonly flag: string; readonly formats: Formats; readonly home: Home },
): Promise<CodedError> {
  const records = await listRecords(home.records, subject.pkg);
  const open = records.find(({ state, version }) => version === subject.version && state === 'open');
  if (open) return onlyOpen(formatSubject(subject), open.buildTag);
  const versions = versionsOf(records);
  const message = `${formatSubject(subject)} has no build on record, nor in the repositories looked into.`;
  const usual = `\`list\` names the packages on record; ${flag} NAME looks into another repository.`;
  return noSuchBuild(message, [await hintFor(subject, versions, formats, home), usual]);
}

/** Throws `no-such-build`, with what may be meant, for a package or version without a record and without an event. */
export async function requireKnown(subject: Subject, formats: Formats, home: Home): Promise<void> {
  const { pkg, version } = subject;
  const versions = await versionsOnRecord(pkg, home);
  if (version === undefined ? versions.length > 0 : versions.includes(version)) return;
  if (await isLogged(subject, home)) return;
  const message = `${formatSubject(subject)} has no event, and no build on record.`;
  const usual = '`list` names the packages on record.';
  throw noSuchBuild(message, [await hintFor(subject, versions, formats, home), usual]);
}

async function isLogged({ pkg, version }: Subject, home: Home): Promise<boolean> {
  const log = new Log(home, pkg);
  const { begun = {}, holds, places } = await log.read();
  if (version === undefined) return log.head.number > 0;
  return Object.keys({ ...places, ...holds, ...begun }).some((key) => key.endsWith(` ${version}`));
}

async function versionsOnRecord(pkg: PackageRef, { records }: Home): Promise<string[]> {
  return versionsOf(await listRecords(records, pkg));
}

function versionsOf(records: readonly { readonly version: string }[]): string[] {
  return [...new Set(records.map(({ version }) => version))].sort();
}

function onlyOpen(what: string, build: string | undefined): CodedError {
  return new CodedError('set-open', `${what} has no build that is sealed.`, {
    side: 'home',
    next: `Seal it when all its parts are there: seal "${what}" --build ${build}.`,
  });
}

async function hintFor(
  { pkg }: Subject,
  versions: readonly string[],
  formats: Formats,
  home: Home,
): Promise<string | undefined> {
  return versions.length > 0
    ? `Versions on record: ${listed(versions)}.`
    : await guess(formatPackage(pkg), formats, home);
}

function noSuchBuild(message: string, hints: readonly (string | undefined)[]): CodedError {
  const next = hints.filter((hint) => hint !== undefined).join(' ');
  return new CodedError('no-such-build', message, { side: 'home', next });
}

function formatSubject({ pkg, version }: Subject): string {
  return version === undefined ? formatPackage(pkg) : formatVersion(versionOf(pkg, version));
}

/** As a question, the packages on record that have the name, or are in a namespace of that name; else the nearest. */
async function guess(typed: string, formats: Formats, { records }: Home): Promise<string | undefined> {
  const bare = typed.replace(/^@|\/$/g, '');
  const known = await listKnownPackages(records, formats.names);
  const same = known.filter(({ name, namespace }) => [name, namespace, `${namespace}/${name}`].includes(bare));
  const near = same.length > 0 ? undefined : nearest(typed, known.map(formatPackage));
  const meant = same.length > 0 ? same : known.filter((pkg) => formatPackage(pkg) === near);
  const spelled = meant.map((pkg) => `${formats.names.length > 1 ? `${pkg.format}:` : ''}${formatPackage(pkg)}`);
  if (spelled.length === 0) return undefined;
  return `Did you mean ${spelled.length > 1 ? 'one of ' : ''}${listed(spelled.sort())}?`;
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return `${names.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
