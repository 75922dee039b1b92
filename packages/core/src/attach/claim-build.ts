import { type BuildTag, parseBuildTag } from '../build-tag.ts';
import { once } from '../bytes.ts';
import { canonicalJson } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import { listAttachedNotes } from '../home/attached-note.ts';
import type { Home } from '../home/home.ts';
import { listRecords } from '../home/record.ts';
import type { SetDigest } from '../set-digest.ts';
import { sha256Of } from '../sha256.ts';
import { recordState } from './attach-build.ts';
import { openRecordOf } from './open-build.ts';

/** Whose an open record is; no part of the set. Only one claim fits under the name, which is what makes it a claim. */
const CLAIM = '~set-claim.json';

/** How many numbers are tried when other jobs claim at the same time. */
const ATTEMPTS = 50;

/**
 * The next free number of a version's builds, claimed in the home so that no other job gets it. `digest` makes a second
 * run of the same build get the same number again, whether the first was finished or broke off.
 */
export async function claimBuild(ref: VersionRef, home: Home, digest?: SetDigest): Promise<BuildTag> {
  const claim = digest ?? home.random.nonce();
  const present = digest === undefined ? undefined : await presentTag(ref, home, digest);
  if (present !== undefined) return present;
  const taken = (await listRecords(home.records, ref, ref.version)).map(({ buildTag }) => numberOf(buildTag));
  let number = Math.max(0, ...taken) + 1;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1, number += 1) {
    const tag = parseBuildTag(String(number));
    if (await takeClaim(ref, tag, claim, home)) return tag;
  }
  throw new CodedError('open-set-differs', `No build number of ${formatVersion(ref)} could be claimed.`, {
    side: 'home',
    retryable: true,
    next: 'Many jobs claim numbers at once: give each a number of its own with --build.',
  });
}

/** Opens a build for jobs to add to. One that is open already is no error: false. Throws `build-sealed`, `record-withdrawn`. */
export async function openBuild(ref: VersionRef, build: string, home: Home): Promise<boolean> {
  const tag = parseBuildTag(build);
  const record = openRecordOf(ref, tag);
  const state = recordState((await home.records.describeVersion(record))?.status, record);
  if (state === 'absent' && (await takeClaim(ref, tag, home.random.nonce(), home))) return true;
  if (state !== 'sealed') return false;
  throw new CodedError('build-sealed', `Build ${tag} of ${formatVersion(ref)} is sealed already.`, {
    side: 'home',
    next: 'A sealed set never changes: open another number, or --build auto.',
  });
}

/** The tag that this very set has: on record, or claimed by a run of it that broke off. */
async function presentTag(ref: VersionRef, home: Home, digest: SetDigest): Promise<BuildTag | undefined> {
  const [noted] = (await listAttachedNotes(home.records, ref, digest)).filter(({ buildTag }) => buildTag !== undefined);
  if (noted?.buildTag !== undefined) return noted.buildTag;
  for (const { buildTag, record } of await listRecords(home.records, ref, ref.version)) {
    if (buildTag === undefined) continue;
    const content = await home.records.readSmallAsset(record, CLAIM);
    if (content && new TextDecoder().decode(content) === claimText(digest)) return buildTag;
  }
  return undefined;
}

async function takeClaim(ref: VersionRef, tag: BuildTag, claim: string, home: Home): Promise<boolean> {
  const content = new TextEncoder().encode(claimText(claim));
  const asset = { name: CLAIM, size: content.length, sha256: sha256Of(content) };
  const open = async () => once(content);
  const record = openRecordOf(ref, tag);
  const { outcome } = await home.records.publishAsset(record, { asset, open, unfinished: true });
  if (outcome === 'published') return true;
  const held = (await home.records.listAssets(record))?.assets.find(({ name }) => name === CLAIM);
  return held?.sha256 === asset.sha256;
}

function claimText(claim: string): string {
  return canonicalJson({ schemaVersion: 1, claim });
}

function numberOf(tag: BuildTag | undefined): number {
  return Number.parseInt(tag ?? '0', 10);
}
