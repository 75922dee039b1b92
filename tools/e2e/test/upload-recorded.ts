import { expect } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import type { Scene } from '../src/scene.ts';
import type { Wheel } from '../src/wheels/made-wheels.ts';

/** `codeartifact-twine upload` to AbcDev, which keeps records. */
export async function uploadRecorded({ user }: Scene, wheels: readonly Wheel[]): Promise<void> {
  const where = ['--domain', 'abc', '--repository', 'AbcDev', '--json'];
  const uploaded = await user.run('codeartifact-twine', ['upload', ...where, ...wheels.map(({ path }) => path)]);
  expect({ code: uploaded.code, error: printedError(uploaded.stderr) }).toEqual({ code: 0, error: undefined });
}
