import type { BuildStripper, LocalFile, StrippedFile } from '@buildset/core';

import { inspect } from './inspect.ts';
import { buildTagOf } from './slots.ts';
import { tagWheel } from './tag-wheel.ts';
import { verifyRetagged } from './verify-retagged.ts';

/** Takes the build tag out of wheels: in the name, in `WHEEL` and in its row of RECORD. Everything else stays. */
export const wheelStripper: BuildStripper = {
  recipe: 'wheel-build-tag/1',
  strip,
  prove: async (original, stripped) => (await verifyRetagged(original, stripped)).equal,
};

async function strip(file: LocalFile): Promise<StrippedFile | undefined> {
  if (buildTagOf(file.name) === undefined) return undefined;
  const wheel = await tagWheel(file, { build: undefined });
  return { ...(await inspect(wheel)), stream: () => wheel.stream() };
}
