import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import type { FaultRule } from '../src/server/steering.ts';
import { makeWheels, type Wheel } from '../src/wheels/made-wheels.ts';
import { uploadRecorded } from './upload-recorded.ts';

/** Within the wheel's content, for the form of an upload too: the fields before the file are shorter. */
const AT_BYTE = 9000;
const PAYLOAD_BYTES = 20_000;
/** Bytes that arrive wrong are content that cannot be used, whoever notices it. */
const REFUSED = { code: 4, error: { code: 'corrupt-content' } };

interface Case {
  readonly what: string;
  readonly upload: 'derived' | 'recorded';
  readonly fault: FaultRule;
}

const download = (repository: string): FaultRule => ({
  operation: 'GetPackageVersionAsset',
  repository,
  path: 'asset',
  action: { kind: 'corrupt-download', atByte: AT_BYTE },
});
const uploadTo = (operation: string, repository: string): FaultRule => ({
  operation,
  repository,
  action: { kind: 'corrupt-upload', atByte: AT_BYTE },
});

const CASES: readonly Case[] = [
  { what: 'the download from the source', upload: 'derived', fault: download('AbcDev') },
  { what: 'the upload to the home', upload: 'derived', fault: uploadTo('PublishPackageVersion', 'buildset') },
  { what: 'the upload to the transit', upload: 'derived', fault: uploadTo('pypi:Upload', 'buildset-transit') },
  { what: 'the download from the home', upload: 'recorded', fault: download('buildset') },
  { what: 'the upload to the transit', upload: 'recorded', fault: uploadTo('pypi:Upload', 'buildset-transit') },
];

describeWithClients('a wrong byte', foundClients(), (python) => {
  let scene: Scene;
  let wheels: readonly Wheel[];
  let packages = 0;

  beforeAll(async () => {
    scene = await openScene(python, { repositories: ['AbcDev', 'AbcStaging'] });
    const { user } = scene;
    const requests = Array.from({ length: CASES.length + 2 }, (_, index) =>
      [22, 23].map((build) => ({ name: `pywrong${index}`, build, payload: PAYLOAD_BYTES })),
    );
    wheels = await makeWheels(join(user.home.path, 'dist'), requests.flat(), python, user.home);
    await user.login('AbcDev');
  });
  afterAll(() => scene?.close());

  const freshPackage = () => {
    const name = `pywrong${packages}`;
    packages += 1;
    const files = wheels.filter((wheel) => wheel.name.startsWith(`${name}-1.0.0-`));
    const held = files
      .filter((wheel) => wheel.name.includes('-23-'))
      .map(({ name: file, sha256 }) => ({ name: file, sha256 }));
    const request = [`${name}==1.0.0`, '--build', '23', '--from', 'AbcDev', '--to', 'AbcStaging'];
    return { name, files, held, request };
  };

  describe('in a promotion', () => {
    it.each(CASES)('is refused in $what ($upload), and nothing is visible', async ({ fault: rule, upload }) => {
      const { domain, server, user } = scene;
      const { files, held, name, request } = freshPackage();
      await (upload === 'derived' ? user.twineUpload(files) : uploadRecorded(scene, files));

      const fault = await server.steering.add(rule);
      const failed = await user.promote(request);
      expect(await fault.fired()).toBeGreaterThan(0);
      await fault.remove();
      expect({ code: failed.code, error: printedError(failed.stderr) }).toMatchObject(REFUSED);
      expect(failed.promotion).toMatchObject({ outcome: 'failed', reason: { code: 'corrupt-content' } });
      expect(printedError(failed.stderr)?.message).toContain(held[0]?.name);
      expect(await domain.held('AbcStaging', name)).toBeUndefined();
      expect(await domain.offered('AbcStaging', name)).toEqual([]);

      expect(await user.promote(request)).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
      expect((await domain.held('AbcStaging', name))?.assets).toEqual(held);
    });

    it('is not taken for the end where a download breaks off', async () => {
      const { domain, server, user } = scene;
      const { files, held, name, request } = freshPackage();
      await user.twineUpload(files);
      const fault = await server.steering.add({
        ...download('AbcDev'),
        times: 1,
        action: { kind: 'truncate', afterBytes: AT_BYTE },
      });
      expect(await user.promote(request)).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
      expect(await fault.fired()).toBe(1);
      expect((await domain.held('AbcStaging', name))?.assets).toEqual(held);
    });
  });

  it('in an upload by codeartifact-twine is refused: nothing is visible and no record is sealed', async () => {
    const { domain, server, user } = scene;
    const { files, name } = freshPackage();
    const upload = () => {
      const where = ['--domain', 'abc', '--repository', 'AbcDev', '--json'];
      return user.run('codeartifact-twine', ['upload', ...where, ...files.map(({ path }) => path)]);
    };
    const fault = await server.steering.add(uploadTo('pypi:Upload', 'AbcDev'));
    const failed = await upload();
    await fault.remove();
    expect({ code: failed.code, error: printedError(failed.stderr) }).toMatchObject(REFUSED);
    expect(await domain.held('AbcDev', name)).toBeUndefined();
    expect(await domain.openRecords(name)).toHaveLength(2);

    expect(await upload()).toMatchObject({ code: 0 });
    expect((await domain.held('AbcDev', name))?.assets).toHaveLength(2);
    expect(await domain.openRecords(name)).toEqual([]);
  });
});
