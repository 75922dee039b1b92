import { type BuildSet, createBuildSet, setDigest } from './build-set.ts';
import { CodedError } from './coded-error.ts';
import { formatVersion, type VersionRef } from './coordinates.ts';
import type { Home } from './home/home.ts';
import { Log } from './log/log.ts';
import { EMPTY_STATE, placeKey } from './log/state.ts';
import type { FormatAdapter } from './ports/format-adapter.ts';
import type { RepositoryReader } from './ports/registry.ts';
import { Candidates } from './promotion/candidates.ts';
import { contentFrom, type SetContent } from './promotion/content.ts';
import { searchRecords } from './promotion/not-on-record.ts';
import { observe, sameAssets } from './promotion/observe.ts';
import type { Selector } from './promotion/request.ts';
import { select } from './promotion/select.ts';
import { NoteLists } from './promotion/subject-notes.ts';
import { repositoryArn } from './schema.ts';
import type { SetDigest } from './set-digest.ts';

/** A set that was found, and where its bytes can be had. */
export interface FoundSet {
  readonly set: BuildSet;
  readonly digest: SetDigest;
  readonly content: SetContent;
}

/**
 * Finds one set of a version for reading: by a selector among those on record and those that `repository` holds, or
 * `active`, what `repository` holds now. Throws as a selection does, and `not-found` when nothing is active.
 */
export async function findSet(
  ref: VersionRef,
  selector: Selector | { readonly by: 'active' },
  { format, home, repository }: { format: FormatAdapter; home: Home; repository?: RepositoryReader },
): Promise<FoundSet> {
  const held = repository ? (await observe(repository, ref)).assets : [];
  const candidates = await Candidates.of(home.records, ref, held, format);
  const named = repository ? { name: repository.repository.repository } : {};
  const source = { ...named, held, format, home: home.records, notes: new NoteLists() };
  const found =
    selector.by === 'active' ? await active() : await select(selector, candidates, ref, source, async () => true);
  const places = [
    ...(found.record ? [{ repository: home.records, ref: found.record, holds: found.set.entries }] : []),
    ...(repository ? [{ repository, ref, holds: held }] : []),
  ];
  return { set: found.set, digest: setDigest(found.set), content: contentFrom(ref, places, home.records) };

  async function active() {
    const where = repository?.repository.repository ?? 'No repository';
    if (held.length === 0) {
      throw new CodedError('not-found', `${where} holds no ${formatVersion(ref)}.`, {
        side: 'source',
        next: 'Name another repository, or a build on record (--build, --set).',
      });
    }
    const set = createBuildSet(ref, held);
    const { known } = await searchRecords({ set, digest: setDigest(set) }, candidates, { logged: await logged() });
    const one = [...known, ...candidates.derived].find(({ set: { entries } }) => sameAssets(entries, held));
    if (one) return one;
    throw new CodedError('ambiguous-set', `${where} holds several builds of ${formatVersion(ref)}.`, {
      side: 'source',
      next: 'Name one of them (--build, --set).',
    });
  }

  /** The digests of what the repository holds by the log: a hint, without which more records are read. */
  async function logged(): Promise<string[]> {
    const { places } = await new Log(home, ref).read().catch(() => EMPTY_STATE);
    const key = repository && placeKey(repositoryArn(repository.repository), ref.version);
    return Object.keys((key && places[key]?.sets) ?? {});
  }
}
