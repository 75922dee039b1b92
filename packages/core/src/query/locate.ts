import * as v from 'valibot';
import { CodedError } from '../coded-error.ts';
import type { Format, PackageRef, VersionRef } from '../coordinates.ts';
import { listAllPackages, listAllVersions } from '../home/paging.ts';
import { NOTE_ASSET, noteSubject } from '../home/notes.ts';
import { readText } from '../home/stored.ts';
import { listRecords, readRecord, type RecordSummary } from '../home/record.ts';
import { inParallel } from '../in-parallel.ts';
import type { RepositoryReader } from '../ports/registry.ts';
import { requireDigestPrefix, type SetDigest, shortDigest } from '../set-digest.ts';
import type { Sha256 } from '../sha256.ts';
import { listKnownPackages } from './catalog.ts';

/** How many packages, or records, are looked at at once. */
const AT_ONCE = 16;

/** A set, by its digest and the version that it is of. */
export interface LocatedSet {
  readonly ref: VersionRef;
  readonly digest: SetDigest;
}

/**
 * Which versions have a set of this digest, or of one that begins so. The names of the notes tell it by one listing for
 * each thousand sets; only when no note does, the records of every package are listed. Throws `invalid-digest`.
 */
export async function locateSet(
  digest: string,
  home: RepositoryReader,
  formats: readonly Format[],
): Promise<LocatedSet[]> {
  const prefix = requireDigestPrefix(digest);
  const noted = await Promise.all(formats.map((format) => locateByNotes(prefix, home, format)));
  const found = noted.flat();
  return found.length > 0 ? found : await locateByRecords(prefix, home, formats);
}

/** As `locateSet`, for exactly one. Throws `no-such-set` and `ambiguous-set`. */
export async function requireSet(
  digest: string,
  home: RepositoryReader,
  formats: readonly Format[],
): Promise<LocatedSet> {
  const [only, ...others] = await locateSet(digest, home, formats);
  if (!only) {
    throw new CodedError('no-such-set', `No set ${digest} is on record.`, {
      side: 'home',
      next: '`list` names the packages on record, and `sets` the sets of one.',
    });
  }
  if (others.length === 0) return only;
  const digests = [only, ...others].map((one) => one.digest).join(', ');
  throw new CodedError('ambiguous-set', `${digest} means more than one set: ${digests}.`, {
    side: 'home',
    next: 'Give more of its digits.',
  });
}

/** The sets on record in these packages that hold a file of this digest, in no order. One fetch a record, each told to `onRead`. */
export async function setsHolding(
  sha256: Sha256,
  packages: readonly (PackageRef & { readonly version?: string })[],
  home: RepositoryReader,
  onRead: (done: number, total: number) => void = () => undefined,
): Promise<LocatedSet[]> {
  const sealed: [PackageRef, RecordSummary][] = [];
  await inParallel(packages, AT_ONCE, async (pkg) => {
    for (const one of await listRecords(home, pkg, pkg.version)) if (one.state === 'sealed') sealed.push([pkg, one]);
  });
  const found = new Map<SetDigest, LocatedSet>();
  let done = 0;
  await inParallel(sealed, AT_ONCE, async ([pkg, one]) => {
    const { digest, set } = await readRecord(home, pkg, one);
    done += 1;
    onRead(done, sealed.length);
    if (set.entries.some((entry) => entry.sha256 === sha256)) found.set(digest, { ref: set.ref, digest });
  });
  return [...found.values()];
}

async function locateByNotes(prefix: string, home: RepositoryReader, format: Format): Promise<LocatedSet[]> {
  const packages = await listAllPackages(home, { format: 'generic', namespace: `buildset.attached.${format}` });
  const short = shortDigest(prefix);
  const likely = packages.filter(({ name }) => name.endsWith(`~2${short}`));
  const found = await Promise.all(likely.map((notes) => subjectOf(notes, home)));
  return found.flatMap((one) => (one?.digest.startsWith(prefix) === true ? one : []));
}

const subjectSchema = v.looseObject(noteSubject);

/** What the notes of a package of the home are about. */
async function subjectOf(notes: PackageRef, home: RepositoryReader): Promise<LocatedSet | undefined> {
  for (const { version } of await listAllVersions(home, notes, { status: 'Published' })) {
    const text = await readText(home, { ...notes, version }, NOTE_ASSET);
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), subjectSchema), text);
    if (!parsed.success) continue;
    const { digest, format, name, namespace, version: of } = parsed.output;
    return { digest, ref: { format, ...(namespace === undefined ? {} : { namespace }), name, version: of } };
  }
  return undefined;
}

async function locateByRecords(
  prefix: string,
  home: RepositoryReader,
  formats: readonly Format[],
): Promise<LocatedSet[]> {
  const short = shortDigest(prefix);
  const found: LocatedSet[] = [];
  await inParallel(await listKnownPackages(home, formats), AT_ONCE, async (pkg) => {
    for (const record of await listRecords(home, pkg)) {
      if (record.digest12 !== short || record.state !== 'sealed') continue;
      const { digest, set } = await readRecord(home, pkg, record);
      if (digest.startsWith(prefix)) found.push({ ref: set.ref, digest });
    }
  });
  return found;
}
