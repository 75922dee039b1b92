import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import type { ClientHome } from '../clients/client-home.ts';
import type { PythonClients } from '../clients/python.ts';

export interface Wheel {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

export interface WheelRequest {
  readonly name: string;
  readonly version?: string;
  readonly build?: number;
  readonly tag?: string;
  /** Bytes that it holds besides. */
  readonly payload?: number;
}

const MAKE_WHEELS = fileURLToPath(new URL('./make_wheels.py', import.meta.url));

/** Makes wheels in `folder` by one Python process; answers with all of the folder, by name. */
export async function makeWheels(
  folder: string,
  requests: readonly WheelRequest[],
  python: PythonClients,
  home: ClientHome,
): Promise<Wheel[]> {
  await mkdir(folder, { recursive: true });
  await python.run('python', [MAKE_WHEELS, folder, JSON.stringify(requests)], { home });
  return await wheelsIn(folder);
}

/** The wheels of a folder, by name. */
export async function wheelsIn(folder: string): Promise<Wheel[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.whl')).sort();
  return await Promise.all(names.map((name) => wheelAt(folder, name)));
}

async function wheelAt(folder: string, name: string): Promise<Wheel> {
  const path = join(folder, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { name, path, sha256: hash.digest('hex') };
}
