import { describe, expect, it } from 'vitest';
import { buildOfFiles, FILES, genericBuild, genericWorld } from '../test/generic-world.ts';
import { attach, build, promotionOf, REF, uploadPlainly, world } from '../test/support.ts';
import { openBuild } from './attach/claim-build.ts';
import { addToOpenRecord, attachRecord } from './attach/attach-record.ts';
import { parseBuildTag } from './build-tag.ts';
import { findSet } from './find-set.ts';
import { activate } from './promotion/activate.ts';
import { promote } from './promotion/promote.ts';

const LAST = { by: 'last' } as const;

describe('findSet of the last build', () => {
  describe('when no repository is named', () => {
    it('takes the sealed record of the highest tag', async () => {
      const w = genericWorld();
      for (const tag of ['9', '23']) await w.attach(tag, `content ${tag}`);
      await openBuild(FILES, '24', w.home);
      await addToOpenRecord({ ...buildOfFiles('24', { a: '24' }), build: '24' }, w.home);
      const { set } = await findSet(FILES, LAST, { format: w.ports.format, home: w.home });
      expect(set).toEqual((await byTag(w, '23')).set);
    });

    it('takes that of a format with builds side by side too', async () => {
      const w = world();
      await attach(w, build('9'), build('23'));
      const { set } = await findSet(REF, LAST, { format: w.ports.format, home: w.home });
      expect(set.entries).toMatchObject([{ name: 'pyabc-1.0.0-23-any.whl' }]);
    });

    it('takes what a promotion adopted', async () => {
      const w = world();
      await uploadPlainly(w, build('23'));
      await promote(promotionOf('23'), w.ports);
      const { set } = await findSet(REF, LAST, { format: w.ports.format, home: w.home });
      expect(set.entries).toMatchObject([{ name: 'pyabc-1.0.0-23-any.whl' }]);
    });

    it('takes the only set without a tag, and none of several', async () => {
      const w = genericWorld();
      const untagged = async (content: string) => {
        const { files, ref } = buildOfFiles('0', { a: content });
        await attachRecord({ ref, files }, w.home);
      };
      const lastOne = async () => await findSet(FILES, LAST, { format: w.ports.format, home: w.home });
      await untagged('one');
      expect((await lastOne()).set.entries).toMatchObject([{ name: 'a' }]);
      await untagged('two');
      await expect(lastOne()).rejects.toMatchObject({ code: 'ambiguous-set' });
    });

    it('says so when nothing is on record', async () => {
      const w = genericWorld();
      await expect(findSet(FILES, LAST, { format: w.ports.format, home: w.home })).rejects.toMatchObject({
        code: 'no-such-build',
        message: 'No build of tools/site==1.0.0 is on record.',
      });
    });
  });

  it('takes the last one that is for the repository that is named', async () => {
    const w = genericWorld();
    await w.attach('22', 'content 22');
    await w.attach('23', 'content 23', ['site.txt'], 'AbcOther');
    const repository = w.domain.reader('AbcDev');
    const { set } = await findSet(FILES, LAST, { format: w.ports.format, home: w.home, repository });
    expect(set).toEqual((await byTag(w, '22')).set);
  });
});

describe('what a repository holds', () => {
  /** Requests to name the active build of a tree, among so many. */
  async function requestsAmong(count: number): Promise<number> {
    const w = genericWorld();
    for (let tag = 1; tag <= count; tag += 1) {
      const { files, ...build } = buildOfFiles(String(tag), { 'site.txt': `content ${tag}` });
      const inTree = files.map((file) => ({ ...file, asset: { ...file.asset, path: 'site.txt' } }));
      await attachRecord({ ...build, files: inTree }, w.home, { repository: 'AbcDev' });
    }
    await activate(genericBuild('2'), w.ports);
    const requests = () => Object.values(w.meter.read().calls).reduce((sum, calls) => sum + calls, 0);
    const before = requests();
    const repository = w.domain.reader('AbcDev');
    const { set } = await findSet(FILES, { by: 'active' }, { format: w.ports.format, home: w.home, repository });
    expect(set.entries).toMatchObject([{ name: 'site.txt', path: 'site.txt' }]);
    return requests() - before;
  }

  it('is named with as many requests among many builds as among few', async () => {
    expect(await requestsAmong(30)).toBe(await requestsAmong(6));
  });
});

async function byTag({ home, ports }: ReturnType<typeof genericWorld>, tag: string) {
  return await findSet(FILES, { by: 'build', tag: parseBuildTag(tag) }, { format: ports.format, home });
}
