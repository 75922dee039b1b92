import { formatVersion, inParallel } from '@buildset/core';
import { dependencyOrder, neededSiblings, npmName } from '@buildset/format-npm';
import type { ReadyPackage } from './ready-package.ts';

/** What is about a package that was packed. */
export interface OfPackage {
  readonly pkg: Pick<ReadyPackage, 'ref' | 'tarball'>;
}

/**
 * The results of `work` over packages, in the order given, at most `limit` at once. It begins with each package after those that the
 * package depends on, and is told what came of these when it asks. Of packages that need each other, and of two versions of one
 * package, one goes first.
 */
export async function inDependencyOrder<One extends OfPackage, Result>(
  packages: readonly One[],
  limit: number,
  work: (one: One, needed: () => Promise<readonly Result[]>) => Promise<Result>,
): Promise<Result[]> {
  const items = packages.map((one, index) => {
    const needed = packages.filter((other, at) => isNeeded(other, one) || (at < index && isSamePackage(other, one)));
    return { one, name: nameOf(one), needs: needed.map(nameOf) };
  });
  const byName = new Map(items.map((item) => [item.name, item]));
  const ordered = dependencyOrder(items).order.flatMap((name) => byName.get(name) ?? []);
  const begun = new Map<string, Promise<Result>>();
  const results = await inParallel(ordered, limit, ({ name, needs, one }) => {
    const before = needs.flatMap((need) => begun.get(need) ?? []);
    const result = work(one, () => Promise.all(before));
    begun.set(name, result);
    return result;
  });
  const done = new Map(ordered.map(({ name }, index) => [name, results[index] as Result]));
  return packages.map((one) => done.get(nameOf(one)) as Result);
}

function isNeeded({ pkg: { ref } }: OfPackage, { pkg: { tarball } }: OfPackage): boolean {
  const name = npmName(ref);
  return neededSiblings(tarball.manifest.content, new Map([[name, { name, version: ref.version }]])).length > 0;
}

function isSamePackage(a: OfPackage, b: OfPackage): boolean {
  return npmName(a.pkg.ref) === npmName(b.pkg.ref);
}

function nameOf({ pkg }: OfPackage): string {
  return formatVersion(pkg.ref);
}
