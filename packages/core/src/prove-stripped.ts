import type { BuildSet, SetEntry } from './build-set.ts';
import { CodedError } from './coded-error.ts';
import { formatVersion, type VersionRef, versionOf } from './coordinates.ts';
import { type FoundSet, findSet } from './find-set.ts';
import type { Home } from './home/home.ts';
import type { Lineage } from './log/lineage.ts';
import { Log } from './log/log.ts';
import type { BuildStripper, FormatAdapter } from './ports/format-adapter.ts';
import type { Spool, SpooledFile } from './ports/spool.ts';
import type { SetContent } from './promotion/content.ts';
import type { Selector } from './promotion/request.ts';
import { retrying } from './promotion/retry.ts';
import type { SetDigest } from './set-digest.ts';

/** A set that is another one without its build, shown file by file. */
export interface StrippedProof {
  readonly set: SetDigest;
  readonly version: string;
  readonly origin: Lineage['origin'];
  readonly files: readonly ProvenFile[];
}

/** One file of a stripped set. */
export interface ProvenFile {
  readonly original: SetEntry;
  readonly stripped: SetEntry;
  /** `same`: the very file. `bytes`: stripping again gives the same bytes. `contents`: the same contents, packed otherwise. */
  readonly equal: 'same' | 'bytes' | 'contents';
}

export interface ProofPorts {
  readonly home: Home;
  readonly format: FormatAdapter;
  readonly spool: Spool;
  /** Told of each file before it is read. */
  readonly onFile?: (name: string) => void;
}

/**
 * Proves from what is on record that the stripped sets of a version are what the log says: it reads every byte of both,
 * and does the rewriting again. With a selector, only those made of the set that it means, or that set itself; without,
 * all. Reads only. Throws `not-stripped` when there is none, `lineage-broken`, what a selection and what the format throws.
 */
export async function proveStripped(
  ref: VersionRef,
  selector: Selector | undefined,
  ports: ProofPorts,
): Promise<StrippedProof[]> {
  const { format, home } = ports;
  const { stripper } = format;
  const { lineages = [] } = await new Log(home, ref).read();
  const chosen = selector && (await findSet(ref, selector, { format, home })).digest;
  const meant = lineages.filter(({ origin, set, version }) =>
    chosen === undefined
      ? version === ref.version || origin.version === ref.version
      : set === chosen || origin.set === chosen,
  );
  if (!stripper || meant.length === 0) throw notStripped(ref, selector);
  const proofs: StrippedProof[] = [];
  for (const lineage of meant) {
    const { recipe } = lineage.origin;
    proofs.push(await proofOf(lineage, ref, stripper.ofRecipe?.(recipe) ?? stripper, ports));
  }
  return proofs;
}

async function proofOf(
  { origin, set, version }: Lineage,
  ref: VersionRef,
  stripper: BuildStripper,
  ports: ProofPorts,
): Promise<StrippedProof> {
  const { format, home } = ports;
  const find = (digest: SetDigest, of: string): Promise<FoundSet> =>
    findSet(versionOf(ref, of), { by: 'set', digest }, { format, home });
  const [original, stripped] = await Promise.all([find(origin.set, origin.version), find(set, version)]);
  const files: ProvenFile[] = [];
  for (const entry of original.set.entries) files.push(await fileProof(entry, original, stripped, stripper, ports));
  const extra = stripped.set.entries.find(({ name }) => !files.some((file) => file.stripped.name === name));
  if (extra) throw differs(original.set, stripped.set, `${extra.name} was added`);
  return { set, version, origin, files };
}

async function fileProof(
  entry: SetEntry,
  original: FoundSet,
  { content, set }: FoundSet,
  stripper: BuildStripper,
  ports: ProofPorts,
): Promise<ProvenFile> {
  ports.onFile?.(entry.name);
  const same = set.entries.find(({ name, sha256 }) => name === entry.name && sha256 === entry.sha256);
  const before = await spooled(entry, original.content, ports);
  try {
    const again = await stripper.strip(before);
    const name = again?.assetName ?? entry.name;
    const found = set.entries.find((one) => one.name === name);
    if (!found || (!again && !same)) throw differs(original.set, set, `${name} is missing or has other bytes`);
    if (!again) return { original: entry, stripped: found, equal: 'same' };
    const after = await spooled(found, content, ports);
    try {
      return { original: entry, stripped: found, equal: await stripper.prove(before, after) };
    } finally {
      await after.dispose();
    }
  } finally {
    await before.dispose();
  }
}

function spooled(entry: SetEntry, content: SetContent, { home, spool }: ProofPorts): Promise<SpooledFile> {
  return retrying(home.timer, async () => spool.spool(entry, await content.open(entry)));
}

function notStripped(ref: VersionRef, selector: Selector | undefined): CodedError {
  const what = selector ? 'that set' : formatVersion(ref);
  return new CodedError('not-stripped', `The log tells of nothing that was stripped of ${what}.`, {
    side: 'home',
    next: '`promote --strip-build` takes a build out of its files; two files on this machine are compared by their paths.',
  });
}

function differs(original: BuildSet, stripped: BuildSet, what: string): CodedError {
  const names = `${formatVersion(stripped.ref)} is not ${formatVersion(original.ref)} without its build`;
  return new CodedError('lineage-broken', `${names}: ${what}.`, {
    side: 'home',
    next: 'Somebody wrote to the home by hand: check who may publish there, and do not promote this set.',
  });
}
