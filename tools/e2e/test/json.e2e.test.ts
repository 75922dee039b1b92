import { stat } from 'node:fs/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { projectBuilds } from '../src/wheels/builds.ts';

const COUNT: unknown = expect.any(Number);
const TEXT: unknown = expect.any(String);
const DIGEST: unknown = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);

// Each test goes on from where the one before it ended.
describeWithClients('promote --json', foundClients(), (python) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(python);
    await scene.user.login('AbcDev');
    await scene.user.twineUpload(Object.values(projectBuilds()).map(({ wheel }) => wheel));
  });
  afterAll(() => scene?.close());

  /** The whole of standard output, as it was printed. */
  const promote = async (build: 22 | 23, ...how: string[]) => {
    const request = ['promote', 'pyabc==1.0.0', '--build', String(build), '--from', 'AbcDev', '--to', 'AbcStaging'];
    const { code, stderr, stdout } = await scene.user.run('codeartifact-twine', [
      ...request,
      '--domain',
      'abc',
      '--json',
      ...how,
    ]);
    expect(stdout.endsWith('}\n')).toBe(true);
    const answer: unknown = JSON.parse(stdout);
    return { code, answer, error: printedError(stderr), stderr };
  };
  const answerOf = async (build: 22 | 23, outcome: string, method: string, fields: object) => {
    const { name, path, sha256 } = projectBuilds()[build].wheel;
    const ofAsset: Record<string, string> = { refused: 'not-promoted' };
    return {
      schemaVersion: 1,
      promotion: {
        id: TEXT,
        outcome,
        method,
        from: 'AbcDev',
        to: 'AbcStaging',
        set: {
          digest: DIGEST,
          format: 'pypi',
          namespace: null,
          package: 'pyabc',
          version: '1.0.0',
          builds: [String(build)],
        },
        assets: [{ name, size: (await stat(path)).size, sha256, outcome: ofAsset[outcome] ?? outcome }],
        calls: expect.objectContaining({ ListPackageVersionAssets: COUNT }),
        bytesTransferred: COUNT,
        writes: COUNT,
        ...fields,
      },
    };
  };

  it('tells a plan, which has no id and makes no write', async () => {
    const mark = await scene.server.steering.mark();
    const { answer, code, stderr } = await promote(23, '--dry-run');
    const plan: unknown = expect.objectContaining({
      bytes: COUNT,
      calls: expect.any(Object),
      rights: expect.any(Array),
    });
    const fields = { id: null, bytesTransferred: 0, writes: 0, plan };
    expect({ code, answer, stderr }).toEqual({
      code: 0,
      answer: await answerOf(23, 'planned', 'assemble', fields),
      stderr: '',
    });
    expect(await scene.server.steering.writes(mark)).toEqual([]);
    expect(await scene.domain.held('AbcStaging', 'pyabc')).toBeUndefined();
  });

  it('tells what was promoted', async () => {
    const { answer, code, stderr } = await promote(23);
    expect({ code, answer, stderr }).toEqual({
      code: 0,
      answer: await answerOf(23, 'promoted', 'assemble', {}),
      stderr: '',
    });
  });

  it('tells what was there already, with the id of the promotion that brought it', async () => {
    const { answer, code, stderr } = await promote(23);
    expect({ code, answer, stderr }).toEqual({
      code: 0,
      answer: await answerOf(23, 'already-there', 'none', { bytesTransferred: 0, writes: 0 }),
      stderr: '',
    });
  });

  it('tells a refusal with its reason, and the error with what to do next', async () => {
    const { answer, code, error } = await promote(22);
    const reason = { code: 'not-active', message: TEXT };
    const fields = { id: null, bytesTransferred: 0, writes: 0, reason };
    expect({ code, answer }).toEqual({ code: 4, answer: await answerOf(22, 'refused', 'none', fields) });
    expect(error).toEqual({ code: 'not-active', message: TEXT, side: 'destination', next: TEXT });
  });

  it('takes the names that AWS has for the same', async () => {
    const names = ['--package', 'pyabc', '--package-version', '1.0.0', '--build', '23', '--domain', 'abc'];
    const repositories = ['--source-repository', 'AbcDev', '--destination-repository', 'AbcStaging'];
    const { code, stdout } = await scene.user.run('codeartifact-twine', [
      'promote',
      ...names,
      ...repositories,
      '--json',
    ]);
    expect({ code, answer: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      answer: { promotion: { outcome: 'already-there', from: 'AbcDev', to: 'AbcStaging' } },
    });
  });
});
