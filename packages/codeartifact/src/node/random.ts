import { randomBytes } from 'node:crypto';
import type { Random } from '@buildset/core';

/** From the operating system's generator. */
export const nodeRandom: Random = {
  nonce: () => randomBytes(16).toString('hex'),
};
