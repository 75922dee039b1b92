import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { type Python, wheelMaker } from './python.ts';
import type { Scene } from './scene.ts';

export interface WheelRequest {
  /** Letters and digits only. */
  readonly name: string;
  readonly build?: number;
  /** Default `py3-none-any`. */
  readonly tag?: string;
  /** Random bytes in it, stored. */
  readonly payload?: number;
}

export interface Wheel {
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

const VERSION = '1.0.0';

/** Writes valid wheels of version 1.0.0 in a folder of the scene; in the order of the requests. */
export async function makeWheels(
  scene: Pick<Scene, 'folder' | 'run'>,
  python: Python,
  requests: readonly WheelRequest[],
): Promise<readonly Wheel[]> {
  const folder = join(scene.folder, 'wheels');
  await mkdir(folder, { recursive: true });
  await scene.run(python.interpreter, [wheelMaker(), folder, JSON.stringify(requests)]);
  return await Promise.all(
    requests.map(async ({ name, build, tag = 'py3-none-any' }) => {
      const parts = [name, VERSION, ...(build === undefined ? [] : [String(build)]), tag];
      const fileName = `${parts.join('-')}.whl`;
      const path = join(folder, fileName);
      return { name: fileName, path, size: (await stat(path)).size };
    }),
  );
}

/** In hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
