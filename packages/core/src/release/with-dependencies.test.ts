import { describe, expect, it } from 'vitest';
import { attach, world, type World } from '../../test/support.ts';
import { type VersionRef, versionOf } from '../coordinates.ts';
import { MemoryFile } from '../memory/memory-file.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import { type Dependencies, withDependencies } from './with-dependencies.ts';

const refOf = (name: string): VersionRef => versionOf({ format: 'pypi', name }, '1.0.0');

async function attachAll(w: World, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const file = new MemoryFile(`${name}-1.0.0-1-any.whl`, name);
    const files = [{ asset: file.asset, fields: [['name', name]] as const, open: async () => file.stream() }];
    await attach(w, { ref: refOf(name), build: '1', files });
  }
}

/** Packages by what each requires; the destination has none. */
function requiring(needs: Readonly<Record<string, readonly string[]>>): Dependencies {
  return {
    async *missing({ set }) {
      for (const name of needs[set.ref.name] ?? []) yield { ref: refOf(name), selector: { by: 'last' } };
    },
    check: (planned) => async () => ({
      code: 'dependencies-missing',
      message: planned.map(({ ref }) => ref.name).join(),
    }),
  };
}

const APP: PromotionRequest = { ref: refOf('app'), selector: { by: 'last' }, from: 'AbcDev', to: 'AbcStaging' };

describe('withDependencies', () => {
  const planned = async (w: World, needs: Readonly<Record<string, readonly string[]>>) =>
    await withDependencies({ request: APP, ports: w.ports }, requiring(needs));

  it('puts each before what requires it, once', async () => {
    const w = world();
    await attachAll(w, ['app', 'lib', 'leaf', 'other']);
    const items = await planned(w, { app: ['lib', 'other', 'leaf'], lib: ['leaf'] });
    expect(items.map(({ request }) => request.ref.name)).toEqual(['leaf', 'lib', 'other', 'app']);
  });

  it('ends where packages require each other', async () => {
    const w = world();
    await attachAll(w, ['app', 'lib']);
    const items = await planned(w, { app: ['lib', 'app'], lib: ['app'] });
    expect(items.map(({ request }) => request.ref.name)).toEqual(['lib', 'app']);
  });

  it('checks each once more, counting those that go with it', async () => {
    const w = world();
    await attachAll(w, ['app', 'lib']);
    const [lib] = await planned(w, { app: ['lib'] });
    const objection = await lib?.ports.check?.({ set: { ref: APP.ref, entries: [] }, fieldsOf, open });
    expect(objection).toMatchObject({ message: 'app,lib' });
  });

  it('keeps the dist-tags that were asked for to the first package', async () => {
    const w = world();
    await attachAll(w, ['app', 'lib']);
    const next = { move: 'set', names: ['next'] } as const;
    const tagsOf = async (tags: NonNullable<PromotionRequest['tags']>) => {
      const request = { ...APP, tags };
      const items = await withDependencies({ request, ports: w.ports }, requiring({ app: ['lib'] }));
      return items.map((item) => item.request.tags);
    };
    expect(await tagsOf(next)).toEqual([undefined, next]);
    expect(await tagsOf({ move: 'keep' })).toEqual([{ move: 'keep' }, { move: 'keep' }]);
  });

  it('leaves it to the promotion of what is required to say that it has no build, but not to that of the first', async () => {
    const w = world();
    await attachAll(w, ['app']);
    expect(await planned(w, { app: ['gone'] })).toHaveLength(2);
    await expect(planned(world(), {})).rejects.toMatchObject({ code: 'no-such-build' });
  });
});

async function fieldsOf(): Promise<[]> {
  return [];
}

async function open(): Promise<never> {
  throw new Error('nothing is read');
}
