import * as v from 'valibot';
import { formatPackage, type PackageRef, versionOf } from '../coordinates.ts';
import { logPackage, packageKey } from '../home/key.ts';
import { NOTE_ASSET } from '../home/notes.ts';
import { listAllPackages, listAllVersions } from '../home/paging.ts';
import { readText } from '../home/stored.ts';
import type { RepositoryReader } from '../ports/registry.ts';
import { inParallel } from '../in-parallel.ts';
import { sha256Of } from '../sha256.ts';
import { formatHead, type Head, parseHead } from './anchor.ts';
import { EVENT_ASSET } from './log.ts';

/** How many of the newest events are listed to find the last. */
const NEWEST = 10;
/** How many notes are fetched at once. */
const AT_ONCE = 16;
/** Kinds of notes that others than promoters write, which say what they saw of the log. */
const WITNESSES = ['verdict', 'approval'] as const;

const witnessSchema = v.pipe(v.string(), v.parseJson(), v.looseObject({ head: v.string() }));

/**
 * The head of a package's log, as a verdict or an approval stores it: who may write those may not write the log, nor the
 * other way round. Undefined while there is no event. One listing and one fetch.
 */
export async function readHead(home: RepositoryReader, pkg: PackageRef): Promise<string | undefined> {
  const place = logPackage(pkg);
  const { items } = await home.listVersions(place, { newestFirst: true, pageSize: NEWEST });
  const last = items
    .map(({ version }) => version)
    .filter((version) => /^\d{10}$/.test(version))
    .sort()
    .at(-1);
  const text = last === undefined ? undefined : await readText(home, versionOf(place, last), EVENT_ASSET);
  return text === undefined ? undefined : formatHead({ number: Number(last), sha256: sha256Of(text) });
}

/** A head that a note stores, and which note. */
export interface Witness {
  readonly head: Head;
  readonly seenIn: string;
}

/** What the verdicts and approvals about a package's sets saw of its log. Two listings, one for each set, a fetch a note. */
export async function witnessesOf(home: RepositoryReader, pkg: PackageRef): Promise<Witness[]> {
  const found: Witness[] = [];
  for (const kind of WITNESSES) {
    const namespace = `buildset.${kind}.${pkg.format}`;
    const packages = await listAllPackages(home, { format: 'generic', namespace, prefix: `${packageKey(pkg)}~2` });
    await inParallel(packages, AT_ONCE, async (place) => {
      for (const { version } of await listAllVersions(home, place)) {
        const parsed = v.safeParse(witnessSchema, await readText(home, versionOf(place, version), NOTE_ASSET));
        const head = parsed.success ? parseHead(parsed.output.head) : undefined;
        if (head) found.push({ head, seenIn: `the ${kind} ${version} about ${formatPackage(pkg)}` });
      }
    });
  }
  return found;
}
