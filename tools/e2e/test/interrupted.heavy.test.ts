import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { parsePromotion, printedError } from '../src/bins/promotion.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { makeWheels, type Wheel } from '../src/wheels/made-wheels.ts';

const UPLOAD_KILLS = 6;

describeWithClients('an interruption', foundClients(), (python) => {
  const names = Array.from({ length: UPLOAD_KILLS + 1 }, (_, index) => `pystop${index}`);
  let scene: Scene;
  let wheels: readonly Wheel[];

  beforeAll(async () => {
    scene = await openScene(python, { repositories: ['AbcDev', 'AbcStaging'] });
    const { user } = scene;
    const requests = names.flatMap((name) => [
      { name, build: 23 },
      { name, build: 23, tag: 'py3-none-manylinux_2_17_x86_64' },
    ]);
    const signalled = [22, 23, 24].map((build) => ({ name: 'pysignal', build }));
    wheels = await makeWheels(join(user.home.path, 'dist'), [...requests, ...signalled], python, user.home);
  });
  afterAll(() => scene?.close());

  const of = (name: string) => wheels.filter((wheel) => wheel.name.startsWith(`${name}-1.0.0-`));

  describe('of an upload by SIGKILL', () => {
    const upload = (name: string) => {
      const where = ['--domain', 'abc', '--repository', 'AbcDev', '--json'];
      return ['upload', ...where, ...of(name).map(({ path }) => path)];
    };
    let total: number;

    beforeAll(async () => {
      const mark = await scene.server.steering.mark();
      const { code, stderr } = await scene.user.run('codeartifact-twine', upload('pystop0'));
      if (code !== 0) throw new Error(stderr);
      total = (await scene.server.steering.requests(mark)).length;
    });

    it.each(names.slice(1).map((name, index) => ({ name, part: index + 1 })))(
      'leaves what another run completes: at request $part of six over its way',
      async ({ name, part }) => {
        const { domain, server, user } = scene;
        const nth = Math.round((part * total) / UPLOAD_KILLS);
        const when = part % 2 === 0 ? 'before' : 'after-effect';
        const fault = await server.steering.add({ nth, action: { kind: 'hold', when } });
        const killed = user.start('codeartifact-twine', upload(name));
        expect(await fault.holds(killed.isOver)).toBeDefined();
        killed.kill('SIGKILL');
        expect(await killed.result).toMatchObject({ signal: 'SIGKILL' });
        await fault.remove();

        const again = await user.run('codeartifact-twine', upload(name));
        expect({ code: again.code, error: printedError(again.stderr) }).toEqual({ code: 0, error: undefined });
        const held = of(name).map(({ name: file, sha256 }) => ({ name: file, sha256 }));
        expect((await domain.held('AbcDev', name))?.assets).toEqual(held);
        const recorded = (await domain.record(name, '1.0.0+23'))?.assets ?? [];
        expect(recorded.filter((asset) => asset.name !== '~set.json')).toEqual(held);
        expect(recorded).toHaveLength(held.length + 1);
        expect(await domain.openRecords(name)).toEqual([]);

        const mark = await server.steering.mark();
        expect(await user.run('codeartifact-twine', upload(name))).toMatchObject({ code: 0 });
        expect(await server.steering.writes(mark)).toEqual([]);
      },
    );
  });

  describe('of a promotion by SIGINT', () => {
    it('ends with 130, says so, and another run goes on', async () => {
      const { domain, server, user } = scene;
      await user.login('AbcDev');
      await user.twineUpload(of('pysignal'));
      const request = ['pysignal==1.0.0', '--build', '23', '--from', 'AbcDev', '--to', 'AbcStaging'];
      const hold = { operation: 'CopyPackageVersions', action: { kind: 'hold', when: 'before' } };
      const fault = await server.steering.add(hold);
      const promoting = user.startPromote(request);
      expect(await fault.holds(promoting.isOver)).toBeDefined();
      promoting.kill('SIGINT');
      const { code, stderr, stdout } = await promoting.result;
      expect({ code, error: printedError(stderr) }).toMatchObject({ code: 130, error: { code: 'aborted' } });
      expect(parsePromotion(stdout)).toMatchObject({ outcome: 'failed', reason: { code: 'aborted' } });
      await fault.remove();
      expect(await user.promote(request)).toMatchObject({ code: 0 });
      const [, wheel] = of('pysignal');
      expect((await domain.held('AbcStaging', 'pysignal'))?.assets).toEqual([
        { name: wheel?.name, sha256: wheel?.sha256 },
      ]);
    });
  });

  describe('of a promotion by SIGKILL, while it holds the lease on the package', () => {
    it('lets the same promotion go on at once, and another one only afterwards', async () => {
      const { domain, server, user } = scene;
      const request = (build: number) => {
        const where = ['--from', 'AbcDev', '--to', 'AbcStaging', '--exclusive', '--wait', '0'];
        return ['pysignal==1.0.0', '--build', String(build), ...where];
      };
      const held = async () => (await domain.held('AbcStaging', 'pysignal'))?.assets.map(({ name }) => name);
      const before = await held();
      const hold = { operation: 'pypi:Upload', action: { kind: 'hold', when: 'before' } };
      const fault = await server.steering.add(hold);
      const killed = user.startPromote(request(22));
      expect(await fault.holds(killed.isOver)).toBeDefined();
      killed.kill('SIGKILL');
      await killed.result;
      await fault.remove();

      const refused = await user.promote(request(24));
      expect({ code: refused.code, error: printedError(refused.stderr) }).toMatchObject({
        code: 4,
        error: { code: 'lease-held' },
      });
      expect(await held()).toEqual(before);
      expect(await user.promote(request(22))).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
      expect(await held()).toEqual(['pysignal-1.0.0-22-py3-none-any.whl']);
      expect(await user.promote(request(24))).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
      expect(await held()).toEqual(['pysignal-1.0.0-24-py3-none-any.whl']);
    });
  });
});
