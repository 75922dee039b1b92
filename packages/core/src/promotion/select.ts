import { type BuildTag, compareBuildTags } from '../build-tag.ts';
import { createBuildSet } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { Asset } from '../ports/registry.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { isInSource, type Source } from './in-source.ts';
import { requireDigestPrefix } from '../set-digest.ts';
import type { Selector } from './request.ts';

const NONE_AT_ALL = 'It has no builds at all: check its name and version. `list` names the packages on record.';

/**
 * The one set that a selection means. Throws `no-such-build`, `no-such-set`, `no-such-file`, `set-open`,
 * `unrecorded-build` or `ambiguous-set`, each naming what there is.
 */
export async function select(
  selector: Selector,
  candidates: Candidates,
  ref: VersionRef,
  source: Source,
  meetsGates: (candidate: Candidate) => Promise<boolean>,
): Promise<Candidate> {
  switch (selector.by) {
    case 'build':
      return await byBuild(selector.tag, candidates, ref);
    case 'files':
      return await byFiles(selector.names, candidates, ref, source.held);
    case 'set':
      return await byDigest(selector.digest, candidates, ref);
    case 'last':
      return await last(selector.expect, candidates, ref, source);
    case 'last-passed':
      return await lastPassed(candidates, ref, source, meetsGates);
    default:
      return selector satisfies never;
  }
}

async function byBuild(tag: BuildTag, candidates: Candidates, ref: VersionRef): Promise<Candidate> {
  const attached = await candidates.attached(tag);
  if (attached) return attached;
  if (candidates.isOpen(tag)) {
    throw setOpen(tag, ref);
  }
  const derived = candidates.derivedFor(tag);
  if (derived) return derived;
  const adopted = await candidates.ofTag(tag);
  if (adopted.length === 1 && adopted[0]) return adopted[0];
  if (adopted.length > 1) throw ambiguous(`build ${tag}`, adopted);
  throw new CodedError('no-such-build', `${formatVersion(ref)} has no build ${tag}.`, {
    side: 'source',
    next: candidates.tags.length > 0 ? `Its builds: ${sorted(candidates.tags).join(', ')}.` : NONE_AT_ALL,
  });
}

async function byFiles(
  names: readonly string[],
  candidates: Candidates,
  ref: VersionRef,
  held: readonly Asset[],
): Promise<Candidate> {
  const assets = names.map((name) => {
    const asset = held.find((one) => one.name === name);
    if (asset) return asset;
    throw new CodedError('no-such-file', `The source holds no file ${name} of ${formatVersion(ref)}.`, {
      side: 'source',
      next: held.length > 0 ? `It holds: ${held.map((one) => one.name).join(', ')}.` : 'It holds no file of it.',
    });
  });
  return await candidates.recorded(createBuildSet(ref, assets));
}

async function byDigest(digest: string, candidates: Candidates, ref: VersionRef): Promise<Candidate> {
  const prefix = requireDigestPrefix(digest);
  const derived = candidates.derived.filter((one) => one.digest.startsWith(prefix));
  const known = [...(await candidates.ofDigest(prefix)), ...derived];
  const [first] = known;
  if (!first) {
    const next = `\`sets ${formatVersion(ref)}\` lists those that it has.`;
    throw new CodedError('no-such-set', `${formatVersion(ref)} has no set ${digest}.`, { side: 'source', next });
  }
  if (known.some((one) => one.digest !== first.digest)) throw ambiguous(digest, known);
  return first;
}

async function last(
  expect: number | undefined,
  candidates: Candidates,
  ref: VersionRef,
  source: Source,
): Promise<Candidate> {
  for await (const candidate of newestFirst(candidates, ref, source)) {
    if (candidate.record || candidate.recordElsewhere || candidate.set.entries.length === expect) return candidate;
    throw unrecorded(candidate, ref);
  }
  const open = sorted(candidates.tags.filter((tag) => candidates.isOpen(tag))).at(-1);
  if (open !== undefined) throw setOpen(open, ref);
  const version = formatVersion(ref);
  const message =
    source.name === undefined ? `No build of ${version} is on record.` : `${source.name} holds no build of ${version}.`;
  throw new CodedError('no-such-build', message, {
    side: 'source',
    next: candidates.tags.length > 0 ? `On record are: ${sorted(candidates.tags).join(', ')}.` : NONE_AT_ALL,
  });
}

async function lastPassed(
  candidates: Candidates,
  ref: VersionRef,
  source: Source,
  meetsGates: (candidate: Candidate) => Promise<boolean>,
): Promise<Candidate> {
  for await (const candidate of newestFirst(candidates, ref, source)) {
    if (await meetsGates(candidate)) return candidate;
  }
  const where = source.name === undefined ? 'on record' : `in ${source.name}`;
  throw new CodedError('gate', `No build of ${formatVersion(ref)} ${where} meets the gates.`, {
    side: 'source',
    next: '`why` shows what each build lacks.',
  });
}

/** The builds of the source that are not open, by descending tag; in the end what it holds without a tag. */
async function* newestFirst(candidates: Candidates, ref: VersionRef, source: Source): AsyncGenerator<Candidate> {
  if (source.name === undefined) {
    yield* newestOnRecord(candidates, ref);
    return;
  }
  const isSideBySide = source.format.builds === 'side-by-side';
  const tags = isSideBySide ? candidates.derived.flatMap(({ buildTag }) => buildTag ?? []) : candidates.tags;
  for (const tag of closed(tags, candidates)) {
    const candidate = (await candidates.attached(tag)) ?? candidates.derivedFor(tag);
    // A build of which the source holds a part only is told as such by the plan; it is not silently passed over.
    if (candidate && (isSideBySide || (await isInSource(candidate, source)))) yield candidate;
  }
  const untagged = candidates.derivedFor(undefined);
  if (untagged && tags.length === 0) yield untagged;
}

/** The same of what is on record, whichever repository it is for. Throws `ambiguous-set` for several sets without a tag. */
async function* newestOnRecord(candidates: Candidates, ref: VersionRef): AsyncGenerator<Candidate> {
  for (const tag of closed(candidates.tags, candidates)) yield await byBuild(tag, candidates, ref);
  if (candidates.tags.length > 0) return;
  const [untagged, ...others] = await candidates.readAll();
  if (untagged && others.length > 0) throw ambiguous('What is on record without a build tag', [untagged, ...others]);
  if (untagged) yield untagged;
}

/** Those that are not open, the highest first. */
function closed(tags: readonly BuildTag[], candidates: Candidates): BuildTag[] {
  return sorted(tags.filter((tag) => !candidates.isOpen(tag))).reverse();
}

function unrecorded({ buildTag, set }: Candidate, ref: VersionRef): CodedError {
  const what = buildTag === undefined ? 'what it holds without a build tag' : `build ${buildTag}`;
  const count = set.entries.length;
  return new CodedError(
    'unrecorded-build',
    `The last build of ${formatVersion(ref)} is ${what}, uploaded without a record: ${count} file(s), perhaps not all.`,
    { side: 'source', next: `Say how many files it has (--expect ${count}), or name the build.` },
  );
}

function setOpen(tag: BuildTag, ref: VersionRef): CodedError {
  return new CodedError('set-open', `Build ${tag} of ${formatVersion(ref)} is still open.`, {
    side: 'source',
    next: `Seal it when all its parts are there: seal "${formatVersion(ref)}" --build ${tag}.`,
  });
}

function ambiguous(what: string, candidates: readonly Candidate[]): CodedError {
  const digests = [...new Set(candidates.map((one) => one.digest))];
  return new CodedError('ambiguous-set', `${what} means more than one set: ${digests.join(', ')}.`, {
    side: 'source',
    next: 'Name one with --set.',
  });
}

function sorted(tags: readonly BuildTag[]): BuildTag[] {
  return [...tags].sort(compareBuildTags);
}
