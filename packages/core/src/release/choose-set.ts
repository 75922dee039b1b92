import { compareBuildTags } from '../build-tag.ts';
import type { VersionRef } from '../coordinates.ts';
import { adopt } from '../promotion/adopt.ts';
import { Candidates } from '../promotion/candidates.ts';
import { contentFrom } from '../promotion/content.ts';
import { passingOn } from '../promotion/keeper.ts';
import { observe } from '../promotion/observe.ts';
import type { PromotionPorts, Selector } from '../promotion/request.ts';
import { select } from '../promotion/select.ts';
import { NoteLists } from '../promotion/subject-notes.ts';
import type { ReleasedSet } from './release-record.ts';

/**
 * The set that a selection means, for a release: on record, or seen in the repository `from`, which then puts it on
 * record, so that it can never be lost. Throws as a selection does.
 */
export async function chooseSet(
  { from, ref, selector }: { readonly ref: VersionRef; readonly selector: Selector; readonly from?: string },
  ports: PromotionPorts,
): Promise<ReleasedSet> {
  const { format, home, source } = ports;
  const repository = from === undefined ? undefined : source.reader(from);
  const held = repository ? (await observe(repository, ref)).assets : [];
  const candidates = await Candidates.of(home.records, ref, held, format);
  const named = from === undefined ? {} : { name: from };
  const at = { ...named, held, format, home: home.records, notes: new NoteLists() };
  const found = await select(selector, candidates, ref, at, async () => true);
  const content = contentFrom(ref, repository ? [{ repository, ref }] : [], home.records);
  const { digest } = await adopt(found, passingOn(home, content, untold), ports, untold, 4);
  const notes = await at.notes.of(home.records, found);
  const tags = [found.buildTag, ...notes.map(({ buildTag }) => buildTag)].filter((tag) => tag !== undefined);
  return { ref, digest, builds: [...new Set(tags)].sort(compareBuildTags) };
}

function untold(): void {}
