import { join } from 'node:path';

import { expect, onTestFinished } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import type { PythonClients } from '../src/clients/python.ts';
import { openScene } from '../src/scene.ts';
import { makeWheels, type Wheel } from '../src/wheels/made-wheels.ts';
import { uploadRecorded } from './upload-recorded.ts';

/** Promotes back and forth on a service that answers to `assume` as it says, and holds what comes of it; in a test. */
export async function expectPromotions(python: PythonClients, assume: readonly string[]): Promise<void> {
  const scene = await openScene(python, { assume });
  onTestFinished(scene.close);
  const { domain, user } = scene;
  const requests = [22, 23, 24].map((build) => ({ name: 'pyodd', build }));
  const [w22, w23, w24] = await makeWheels(join(user.home.path, 'dist'), requests, python, user.home);
  if (!w22 || !w23 || !w24) throw new Error('no wheels');
  const held = (...wheels: readonly Wheel[]) => wheels.map(({ name, sha256 }) => ({ name, sha256 }));
  const promote = async (build: number, to: string, ...how: string[]) => {
    const from = to === 'AbcStaging' ? 'AbcDev' : 'AbcStaging';
    const request = ['pyodd==1.0.0', '--build', String(build), '--from', from, '--to', to, ...how];
    const { code, promotion, stderr } = await user.promote(request);
    return { code, error: printedError(stderr), outcome: promotion?.outcome, writes: promotion?.writes };
  };
  const done = { code: 0, error: undefined, outcome: 'promoted' };

  await uploadRecorded(scene, [w22, w24]);
  await uploadRecorded(scene, [w22, w24]);
  await user.login('AbcDev');
  await user.twineUpload([w23]);
  expect(await promote(22, 'AbcStaging')).toMatchObject(done);
  expect(await promote(23, 'AbcStaging')).toMatchObject(done);
  expect((await domain.held('AbcStaging', 'pyodd'))?.assets).toEqual(held(w22, w23));
  expect(await promote(22, 'AbcStaging', '--exclusive')).toMatchObject(done);
  expect((await domain.held('AbcStaging', 'pyodd'))?.assets).toEqual(held(w22));
  expect(await promote(23, 'AbcStaging', '--exclusive')).toMatchObject(done);
  expect((await domain.held('AbcStaging', 'pyodd'))?.assets).toEqual(held(w23));
  expect(await promote(23, 'AbcProd')).toMatchObject(done);
  expect((await domain.held('AbcProd', 'pyodd'))?.assets).toEqual(held(w23));
  expect(await promote(23, 'AbcStaging', '--exclusive')).toMatchObject({ outcome: 'already-there', writes: 0 });
}
