import * as v from 'valibot';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { once } from '../bytes.ts';
import type { SetEntry } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import type { VersionRef } from '../coordinates.ts';
import { addToRecord } from '../home/seal.ts';
import { readStored } from '../home/stored.ts';
import type { Asset, RepositoryWriter } from '../ports/registry.ts';
import { shownName } from '../shown-name.ts';
import { sha256Of } from '../sha256.ts';
import { problemsOf } from '../schema.ts';

/** A job's own account of what it adds to an open record: asset names carry no modes. One asset a job. */
const PART = /^~set-part-[0-9a-f]{12}\.json$/;

const partSchema = v.strictObject({
  schemaVersion: v.literal(1),
  entries: v.array(
    v.strictObject({
      name: v.string(),
      path: v.optional(v.string()),
      mode: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    }),
  ),
});

/** What a job said of a file. */
export type Part = Pick<SetEntry, 'path' | 'mode'>;

/**
 * Says in an open record which files a job adds, before it adds them, so that sealing notices a job that broke off.
 * Nothing is said of files without path and mode. The same account twice is no change.
 */
export async function writePart(home: RepositoryWriter, record: VersionRef, files: readonly SetEntry[]): Promise<void> {
  const telling = files.filter(({ mode, path }) => path !== undefined || mode !== undefined);
  if (telling.length === 0) return;
  const entries = telling
    .map(({ mode, name, path }): Json => ({
      name: name.normalize('NFC'),
      ...(path === undefined ? {} : { path: path.normalize('NFC') }),
      ...(mode === undefined ? {} : { mode }),
    }))
    .sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  const text = canonicalJson({ schemaVersion: 1, entries });
  const content = new TextEncoder().encode(text);
  const sha256 = sha256Of(content);
  const asset = { name: `~set-part-${sha256.slice(0, 12)}.json`, size: content.length, sha256 };
  await addToRecord(home, record, { asset, open: async () => once(content) });
}

/** What the jobs of an open record said, by asset name. Throws `invalid-marker`, and `open-set-differs` when two disagree. */
export async function readParts(
  home: RepositoryWriter,
  record: VersionRef,
  assets: readonly Asset[],
): Promise<ReadonlyMap<string, Part>> {
  const said = new Map<string, Part>();
  for (const { name } of assets.filter((asset) => PART.test(asset.name))) {
    for (const [file, part] of await readPart(home, record, name)) {
      const before = said.get(file);
      if (before && (before.path !== part.path || before.mode !== part.mode)) {
        const shown = shownName({ name: file, ...part });
        throw new CodedError('open-set-differs', `Two jobs added ${shown} to ${record.version} with different modes.`, {
          side: 'home',
          next: 'Abandon the open set, and let one job alone add that file.',
        });
      }
      said.set(file, part);
    }
  }
  return said;
}

async function readPart(home: RepositoryWriter, record: VersionRef, name: string): Promise<[string, Part][]> {
  return (await readStored(home, record, name, (text) => parsePart(text, record, name))) ?? [];
}

function parsePart(text: string, record: VersionRef, name: string): [string, Part][] {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), partSchema), text);
  if (!parsed.success) {
    throw new CodedError('invalid-marker', `${name} of ${record.version} is not valid: ${problemsOf(parsed.issues)}`, {
      side: 'home',
      next: 'Somebody wrote to the home by hand: abandon the open set and let its jobs run again.',
    });
  }
  return parsed.output.entries.map(({ mode, name: file, path }) => [
    file,
    { ...(path === undefined ? {} : { path }), ...(mode === undefined ? {} : { mode }) },
  ]);
}
