import { MemoryFile } from '@buildset/core';
import { type JsonObject, parseNpmName, readTarball, smallTarball } from '@buildset/format-npm';
import { describe, expect, it } from 'vitest';
import { inDependencyOrder, type OfPackage } from './in-dependency-order.ts';

async function packed(name: string, manifest: JsonObject = {}, version = '1.0.0'): Promise<OfPackage> {
  const content = smallTarball({ pkg: parseNpmName(name), version, manifest });
  const tarball = await readTarball(new MemoryFile('package.tgz', content));
  return { pkg: { ref: tarball.ref, tarball } };
}

const named = ({ pkg: { ref } }: OfPackage): string => `${ref.name}@${ref.version}`;

/** What becomes of packages when each is done as soon as those are that it needs: in which order, and the results. */
async function done(packages: readonly OfPackage[], limit = 4) {
  const order: string[] = [];
  const results = await inDependencyOrder(packages, limit, async (one, needed: () => Promise<readonly string[]>) => {
    const before = await needed();
    order.push(named(one));
    return `${named(one)} after ${before.length === 0 ? 'nothing' : before.map((text) => text.split(' ')[0]).join(', ')}`;
  });
  return { order, results };
}

describe('inDependencyOrder', () => {
  it('ends each package after those that it depends on, and keeps the order given', async () => {
    const packages = [
      await packed('a', { dependencies: { '@abc/b': '^1.0.0' }, peerDependencies: { d: '1' } }),
      await packed('@abc/b', { optionalDependencies: { c: '*' } }),
      await packed('c', { devDependencies: { a: '1' } }),
      await packed('d', { dependencies: { c: '^2.0.0', other: '1' } }),
    ];
    const { order, results } = await done(packages);
    expect(results).toEqual([
      'a@1.0.0 after b@1.0.0, d@1.0.0',
      'b@1.0.0 after c@1.0.0',
      'c@1.0.0 after nothing',
      'd@1.0.0 after nothing',
    ]);
    expect(order.indexOf('c@1.0.0')).toBeLessThan(order.indexOf('b@1.0.0'));
    expect(order.at(-1)).toBe('a@1.0.0');
    expect((await done(packages, 1)).order).toEqual(['c@1.0.0', 'b@1.0.0', 'd@1.0.0', 'a@1.0.0']);
  });

  it('begins with those that depend on others before these are done, and with no more than it may', async () => {
    const packages = [await packed('a', { dependencies: { b: '1' } }), await packed('b'), await packed('c')];
    const begun: string[] = [];
    const open: (() => void)[] = [];
    const all = inDependencyOrder(packages, 2, async (one) => {
      begun.push(named(one));
      await new Promise<void>((resolve) => open.push(resolve));
    });
    expect(begun).toEqual(['b@1.0.0', 'a@1.0.0']);
    open.shift()?.();
    await expect.poll(() => begun).toEqual(['b@1.0.0', 'a@1.0.0', 'c@1.0.0']);
    for (const go of open) go();
    await all;
  });

  it('lets one of those go first that need each other, and of two versions the one given first', async () => {
    const circle = [await packed('b', { dependencies: { a: '1' } }), await packed('a', { dependencies: { b: '1' } })];
    expect((await done(circle)).results).toEqual(['b@1.0.0 after a@1.0.0', 'a@1.0.0 after nothing']);
    const versions = [await packed('a', {}, '2.0.0'), await packed('a', {}, '1.0.0')];
    expect((await done(versions)).results).toEqual(['a@2.0.0 after nothing', 'a@1.0.0 after a@2.0.0']);
  });

  it('fails with what fails, also when nobody asks', async () => {
    const packages = [await packed('a', { dependencies: { b: '1' } }), await packed('b')];
    const failing = inDependencyOrder(packages, 4, async (one) => {
      if (named(one) === 'b@1.0.0') throw new Error('interrupted');
    });
    await expect(failing).rejects.toThrow('interrupted');
  });
});
