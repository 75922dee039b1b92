import type { ServiceAnswers } from '../../promotion/service-answers.ts';
import { inconclusive, isDone, type ProbeBench } from './bench.ts';

/** Whether a copy over a Published version replaces what it holds, merges into it, or is refused. */
export async function overwritingCopy(bench: ProbeBench): Promise<ServiceAnswers> {
  const ref = bench.version('1.0.0');
  await bench.publish(ref, 1);
  await bench.copy(ref);
  if (!(await isDone(bench.copyOther(ref)))) return { 'copy-overwrite': 'refuse' };
  const [held, wanted] = await Promise.all([bench.destination.listAssets(ref), bench.source.listAssets(ref)]);
  const [asset] = wanted?.assets ?? [];
  const assets = held?.assets ?? [];
  if (!assets.some(({ sha256 }) => sha256 === asset?.sha256)) throw inconclusive('the copy is not there');
  return { 'copy-overwrite': assets.length === 1 ? 'replace' : 'merge' };
}

/** The same onto a version that is Archived, and whether archiving made another revision. */
export async function copyOntoArchived(bench: ProbeBench): Promise<ServiceAnswers> {
  const ref = bench.version('1.0.0');
  await bench.publish(ref, 1);
  await bench.copy(ref);
  const { destination } = bench;
  const before = await destination.describeVersion(ref);
  await destination.updateStatus(ref, { to: 'Archived', expected: 'Published' });
  const after = await destination.describeVersion(ref);
  const revision: ServiceAnswers = { 'status-changes-revision': before?.revision === after?.revision ? 'no' : 'yes' };
  const isCopied = await isDone(bench.copyOther(ref));
  const copied = isCopied ? await destination.describeVersion(ref) : undefined;
  return { ...revision, 'copy-onto-archived': copied?.status === 'Published' ? 'allow' : 'refuse' };
}

/** The status after a copy: of the source, of the version that is copied over, or Published. */
export async function statusAfterCopy(bench: ProbeBench): Promise<ServiceAnswers> {
  const { destination, source } = bench;
  const over = bench.version('1.0.0');
  await bench.publish(over, 1);
  await bench.copy(over);
  await destination.updateStatus(over, { to: 'Unlisted', expected: 'Published' });
  const isOverwritten = await isDone(bench.copyOther(over));
  if (isOverwritten && (await destination.describeVersion(over))?.status === 'Unlisted')
    return { 'copy-status': 'keep' };
  const fresh = bench.version('2.0.0');
  await bench.publish(fresh, 1);
  await source.updateStatus(fresh, { to: 'Unlisted', expected: 'Published' });
  if (!(await isDone(bench.copy(fresh)))) throw inconclusive('a version that is Unlisted cannot be copied');
  const copied = await destination.describeVersion(fresh);
  return { 'copy-status': copied?.status === 'Unlisted' ? 'preserve' : 'published' };
}

/** Whether a copy goes where direct publishing is blocked. */
export async function copyUnderPublishBlock(bench: ProbeBench): Promise<ServiceAnswers> {
  const ref = bench.version('1.0.0');
  await bench.publish(ref, 1);
  const { repository } = bench.destination.repository;
  await bench.domain.setOriginControls(repository, bench.pkg, { publish: 'BLOCK', upstream: 'BLOCK' });
  const isCopied = (await isDone(bench.copy(ref))) && (await bench.destination.listAssets(ref)) !== undefined;
  return { 'copy-under-publish-block': isCopied ? 'allow' : 'refuse' };
}

/** Which origin controls a package gets that comes to a repository by a copy. */
export async function originAfterFirstCopy(bench: ProbeBench): Promise<ServiceAnswers> {
  const ref = bench.version('1.0.0');
  const { destination, domain, pkg, source } = bench;
  await bench.publish(ref, 1);
  await domain.setOriginControls(source.repository.repository, pkg, { publish: 'BLOCK', upstream: 'ALLOW' });
  await bench.copy(ref);
  const controls = await domain.originControls(destination.repository.repository, pkg);
  const found = `${controls?.publish} ${controls?.upstream}`;
  const known: Readonly<Record<string, ServiceAnswers['origin-after-first-copy']>> = {
    'ALLOW BLOCK': 'direct',
    'ALLOW ALLOW': 'open',
    'BLOCK ALLOW': 'source',
  };
  const answer = known[found];
  if (answer === undefined) throw inconclusive(`the origin controls are ${found}`);
  return { 'origin-after-first-copy': answer };
}
