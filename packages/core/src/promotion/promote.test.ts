import { beforeEach, describe, expect, it } from 'vitest';
import {
  attach,
  build,
  buildOf,
  namesIn,
  promotionOf,
  REF,
  uploadPlainly,
  world,
  type World,
} from '../../test/support.ts';
import { attachBuild } from '../attach/attach-build.ts';
import { addToOpenBuild } from '../attach/open-build.ts';
import { Log } from '../log/log.ts';
import { promote } from './promote.ts';

describe('promote', () => {
  let w: World;

  beforeEach(() => {
    w = world();
  });

  const run = (...args: Parameters<typeof promotionOf>) => promote(promotionOf(...args), w.ports);

  describe('when the source holds several builds', () => {
    beforeEach(() => attach(w, build('22'), build('23'), build('24')));

    it('promotes exactly the chosen one', async () => {
      const result = await run('23');
      expect(result).toMatchObject({ outcome: 'promoted', method: 'assemble', to: 'AbcStaging' });
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-23-any.whl']);
    });

    it('names the build that was chosen and every asset', async () => {
      const { assets, set } = await run('023');
      expect(set?.builds).toEqual(['23']);
      expect(assets).toMatchObject([{ name: 'pyabc-1.0.0-23-any.whl', outcome: 'promoted' }]);
    });

    it.each(['buildset', 'buildset-transit'])('brings nothing to %s, and nothing is uploaded there', async (to) => {
      const promotion = promote({ ...promotionOf('23'), to }, w.ports);
      await expect(promotion).rejects.toMatchObject({ code: 'own-repository', side: 'destination' });
      const uploads = [
        attachBuild(build('25'), w.domain.writer(to), w.home),
        addToOpenBuild({ ...build('25'), build: '25' }, w.domain.writer(to), w.home),
      ];
      for (const upload of uploads) await expect(upload).rejects.toMatchObject({ code: 'own-repository' });
    });

    it('makes no write the second time', async () => {
      const first = await run('23');
      const again = await run('23');
      expect(again).toMatchObject({ outcome: 'already-there', id: first.id });
      expect(again.writes - first.writes).toBe(0);
    });

    it('waits for its turn before it writes, writes nothing when that is not to come, and waits for nothing when it is done', async () => {
      const before = w.meter.read().writes;
      const turn = async (): Promise<void> => Promise.reject(new Error('not now'));
      await expect(promote(promotionOf('23'), w.ports, { turn })).rejects.toThrow('not now');
      expect(w.meter.read().writes).toBe(before);
      const writes: number[] = [];
      await promote(promotionOf('23'), w.ports, { turn: async () => void writes.push(w.meter.read().writes) });
      expect(writes).toEqual([before]);
      expect(await promote(promotionOf('23'), w.ports, { turn })).toMatchObject({ outcome: 'already-there' });
    });

    it('leaves the transit empty', async () => {
      await run('23');
      expect(await namesIn(w, 'buildset-transit')).toEqual([]);
    });

    it('copies inside the service from a repository that holds exactly the set', async () => {
      await run('23');
      const before = w.meter.read().bytesTransferred;
      const result = await run('23', { from: 'AbcStaging', to: 'AbcProd', exclusive: true });
      expect(result).toMatchObject({ outcome: 'promoted', method: 'copy' });
      expect(result.bytesTransferred - before).toBe(0);
      expect(await namesIn(w, 'AbcProd')).toEqual(['pyabc-1.0.0-23-any.whl']);
    });

    it('takes the highest build tag with --last', async () => {
      const result = await promote({ ...promotionOf('1'), selector: { by: 'last' } }, w.ports);
      expect(result.set?.builds).toEqual(['24']);
    });

    it('takes the highest build tag of the source with --last, not of the record', async () => {
      await run('23');
      const last = { selector: { by: 'last' }, from: 'AbcStaging', to: 'AbcProd' } as const;
      expect((await run('1', last)).set?.builds).toEqual(['23']);
    });

    it('takes a set by the beginning of its digest', async () => {
      const { set } = await run('22');
      const digest = set?.digest.slice(0, 7 + 12) ?? '';
      const result = await promote(promotionOf('22', { selector: { by: 'set', digest }, to: 'AbcProd' }), w.ports);
      expect(result.set?.digest).toBe(set?.digest);
    });

    it('plans without a write when asked to', async () => {
      const { writes } = w.meter.read();
      const result = await run('23', { dryRun: true });
      expect(result.writes).toBe(writes);
      expect(result).toMatchObject({ outcome: 'planned', method: 'assemble' });
      expect(await namesIn(w, 'AbcStaging')).toEqual([]);
    });

    it('refuses a build that does not exist and lists those that do', async () => {
      await expect(run('99')).rejects.toMatchObject({ code: 'no-such-build', next: 'Its builds: 22, 23, 24.' });
    });

    it('refuses a build that the source never held', async () => {
      await run('23');
      const result = await run('22', { from: 'AbcStaging', to: 'AbcProd' });
      expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'not-in-source' } });
    });
  });

  describe('when the destination holds another build', () => {
    beforeEach(async () => {
      await attach(w, build('22'), build('23'), build('24'));
      await run('23');
    });

    it('adds a newer one beside it', async () => {
      expect(await run('24')).toMatchObject({ outcome: 'promoted', method: 'add' });
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-23-any.whl', 'pyabc-1.0.0-24-any.whl']);
    });

    it('refuses an older one, which installers would not take', async () => {
      const result = await run('22');
      expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'not-active' } });
      expect(result.reason?.next).toContain('--exclusive');
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-23-any.whl']);
    });

    it('leaves only the older one with exclusive', async () => {
      const removed = [{ name: 'pyabc-1.0.0-23-any.whl' }];
      expect(await run('22', { exclusive: true, dryRun: true })).toMatchObject({ outcome: 'planned', removed });
      expect(await run('22', { exclusive: true })).toMatchObject({ outcome: 'promoted', method: 'replace', removed });
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-22-any.whl']);
    });

    it('holds both with add-anyway', async () => {
      expect(await run('22', { addAnyway: true })).toMatchObject({ outcome: 'promoted', method: 'add' });
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-22-any.whl', 'pyabc-1.0.0-23-any.whl']);
    });

    it('goes back to the newer one and makes no write when asked for it again', async () => {
      await run('22', { exclusive: true });
      const back = await run('23');
      expect(back).toMatchObject({ outcome: 'promoted', method: 'add' });
      const again = await run('23');
      expect(again.outcome).toBe('already-there');
      expect(again.writes - back.writes).toBe(0);
    });

    it('refuses to replace when nobody knows whether overwriting merges', async () => {
      w = { ...w, ports: { ...w.ports, answers: async () => ({}) } };
      const result = await run('22', { exclusive: true });
      expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'unanswered' } });
      expect(result.reason?.next).toContain('--assume copy-overwrite=replace|merge');
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-23-any.whl']);
    });
  });

  describe('when an overwriting copy merges', () => {
    it('removes the old version pinned before it copies', async () => {
      w = world({ copyOverwrite: 'merge' });
      await attach(w, build('22'), build('23'));
      await run('23');
      expect(await run('22', { exclusive: true })).toMatchObject({ outcome: 'promoted', method: 'replace' });
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-22-any.whl']);
    });
  });

  describe('when the builds were uploaded by plain twine', () => {
    beforeEach(async () => {
      await uploadPlainly(w, build('22'));
      await uploadPlainly(w, build('23', ['linux', 'mac']));
    });

    it('derives the set from the names and puts it on record', async () => {
      expect(await run('23')).toMatchObject({ outcome: 'promoted', method: 'assemble' });
      const records = await w.home.records.listVersions({
        format: 'generic',
        namespace: 'buildset.set.pypi',
        name: 'pyabc',
      });
      expect(records.items).toMatchObject([{ version: expect.stringMatching(/^1\.0\.0\+23~[0-9a-f]{12}$/) }]);
    });

    it('refuses --last, because nobody said that the build is complete', async () => {
      const last = { ...promotionOf('1'), selector: { by: 'last' } } as const;
      await expect(promote(last, w.ports)).rejects.toMatchObject({ code: 'unrecorded-build' });
    });

    it('takes --last with the number of files that is there', async () => {
      const request = promotionOf('1', { selector: { by: 'last', expect: 2 } });
      expect((await promote(request, w.ports)).set?.builds).toEqual(['23']);
    });

    it('promotes exactly the files that were named', async () => {
      const names = ['pyabc-1.0.0-23-mac.whl'];
      await promote(promotionOf('1', { selector: { by: 'files', names } }), w.ports);
      expect(await namesIn(w, 'AbcStaging')).toEqual(names);
    });
  });

  describe('when somebody published to the destination by hand', () => {
    it('refuses other bytes under the same name as drift', async () => {
      await attach(w, build('23'));
      await uploadPlainly(w, build('23', ['any'], 'tampered'), 'AbcStaging');
      const result = await run('23');
      expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'drift' } });
      expect(result.reason?.message).toContain('pyabc-1.0.0-23-any.whl');
    });
  });

  describe('when a source distribution of another build is there', () => {
    it('adds the wheels and says that the source distribution stays out', async () => {
      const of = (tag: string) => buildOf([`pyabc-1.0.0-${tag}-any.whl`, 'pyabc-1.0.0.tar.gz'], tag, tag);
      await attach(w, of('23'));
      await run('23');
      w.domain.addRepository('AbcNight');
      await attachBuild(of('24'), w.domain.writer('AbcNight'), w.home);
      const result = await run('24', { from: 'AbcNight' });
      expect(result).toMatchObject({
        outcome: 'promoted',
        method: 'add',
        warnings: [expect.stringContaining('tar.gz')],
      });
      expect(result.assets.map(({ outcome }) => outcome)).toEqual(['promoted', 'skipped']);
    });
  });

  describe('when the source is an upstream of the destination', () => {
    it('refuses, because installers would get unpromoted builds', async () => {
      w.domain.addRepository('AbcQa', ['AbcShared']).addRepository('AbcShared', ['AbcDev', 'AbcStaging']);
      await attach(w, build('23'));
      const result = await run('23', { to: 'AbcQa' });
      expect(result).toMatchObject({ outcome: 'refused', reason: { code: 'upstream-leak' } });
      expect(result.reason?.next).toMatch(
        /: aws codeartifact update-repository --domain .* --repository AbcShared --upstreams repositoryName=AbcStaging$/,
      );
      expect(await namesIn(w, 'AbcQa')).toEqual([]);
      expect(await run('23', { to: 'AbcQa', allowUpstream: true })).toMatchObject({ outcome: 'promoted' });
    });
  });

  describe('when a build arrives in the source meanwhile', () => {
    it('promotes the chosen one all the same', async () => {
      await attach(w, build('23'));
      let arrived = false;
      await promote(promotionOf('23'), w.ports, {
        onEvent: ({ type }) => {
          if (type === 'transferring' && !arrived) {
            arrived = true;
            void uploadPlainly(w, build('24'));
          }
        },
      });
      expect(await namesIn(w, 'AbcStaging')).toEqual(['pyabc-1.0.0-23-any.whl']);
    });
  });

  it('writes a chain of started and completed with what was moved', async () => {
    await attach(w, build('23'));
    const { id } = await run('23');
    const events = await new Log(w.home, REF).readAll();
    expect(events.map(({ event }) => event.body.type)).toEqual(['operation.started', 'operation.completed']);
    expect(events[1]?.event.body).toMatchObject({ operation: { id, builds: ['23'] }, exact: true });
  });

  it('refuses a destination version that was archived, with the command that mends it', async () => {
    await attach(w, build('23'));
    await run('23');
    await w.domain.writer('AbcStaging').updateStatus(REF, { to: 'Archived', expected: 'Published' });
    const { outcome, reason } = await run('23');
    expect({ outcome, code: reason?.code }).toEqual({ outcome: 'refused', code: 'destination-status' });
    expect(reason?.next).toMatch(
      / --repository AbcStaging --format pypi --package pyabc --versions 1\.0\.0 --target-status Published$/,
    );
  });
});
