import { createHash, randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare } from '../measure/finding.ts';
import { DOMAIN, openScene, type Scene } from '../world/scene.ts';
import { sign } from '../world/sign.ts';
import type { Row } from './row.ts';

const MEBIBYTE = 2 ** 20;
const ASSET = 'large.bin';

/** The bytes alone: a generic asset, sent and fetched by curl. Each round has other bytes. */
export const serverBytes: Row = {
  number: 6,
  name: 'server-bytes',
  groups: ['server'],
  about:
    'a generic asset, sent and fetched by `curl`; against Node reading, hashing and writing the same bytes in one process. The server finds MD5, SHA-1 and SHA-512 meanwhile, on the other core, so that a listing afterwards need not wait for them.',
  async run({ temp, quick }) {
    const mebibytes = quick ? 32 : 1024;
    const rounds = quick ? 1 : 3;
    const scene = await openScene(temp, { init: false });
    const source = join(scene.folder, 'source');
    const target = join(scene.folder, 'target');
    let sha256 = '';
    const fresh = async (): Promise<void> => {
      sha256 = await writeRandom(source, mebibytes);
      await scene.run('sync', []);
    };
    const upload: Contender = {
      prepare: fresh,
      run: (round) => uploadByCurl(scene, source, `1.0.${round}`, sha256),
      after: (round) => settle(scene, `1.0.${round}`),
    };
    const write: Contender = {
      prepare: fresh,
      run: () => timed(() => copyAndHash(source, target)),
      after: () => rm(target),
    };
    const download: Contender = { run: () => downloadByCurl(scene, `1.0.${rounds - 1}`) };
    const read: Contender = { run: () => timed(() => copyAndHash(source)) };
    try {
      const up = await alternate({ upload, write }, rounds);
      const down = await alternate({ download, read }, rounds, 1);
      const target = { within: 1.5 };
      const size = mebibytes === 1024 ? '1 GiB' : `${mebibytes} MiB`;
      return [
        compare(6, `server: upload of ${size}`, {
          against: 'copying the file, hashed once, with fdatasync',
          ours: up.upload,
          other: up.write,
          target,
        }),
        compare(6, `server: download of ${size}`, {
          against: 'reading the file, hashed once',
          ours: down.download,
          other: down.read,
          target,
        }),
      ];
    } finally {
      await scene.close();
    }
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function uploadByCurl(scene: Scene, file: string, version: string, sha256: string): Promise<number> {
  const query = { ...assetQuery(version), unfinished: 'true' };
  const request = sign(scene.server, { method: 'POST', path: '/v1/package/version/publish', query, sha256 });
  const body = ['-X', 'POST', '-H', 'Expect:', '-H', 'Content-Type: application/octet-stream', '-T', file];
  return (await scene.run('curl', ['-sSf', ...headersOf(request.headers), ...body, request.url])).ms;
}

async function downloadByCurl(scene: Scene, version: string): Promise<number> {
  const request = sign(scene.server, {
    method: 'GET',
    path: '/v1/package/version/asset',
    query: assetQuery(version),
  });
  return (await scene.run('curl', ['-sSf', '-o', '/dev/null', ...headersOf(request.headers), request.url])).ms;
}

function assetQuery(version: string): Record<string, string> {
  return {
    domain: DOMAIN,
    repository: 'AbcDev',
    format: 'generic',
    namespace: 'abc',
    package: 'large',
    version,
    asset: ASSET,
  };
}

function headersOf(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
}

/** The listing answers when the server has computed its other hashes, so that it is idle afterwards. */
async function settle(scene: Scene, version: string): Promise<void> {
  const query = { repository: 'AbcDev', format: 'generic', namespace: 'abc', package: 'large', version };
  await scene.call({ path: '/v1/package/version/assets', query });
}

/** What the server has to do at least: each byte once through memory and SHA-256, and to the disk. */
async function copyAndHash(source: string, target?: string): Promise<void> {
  const from = await open(source, 'r');
  const to = target === undefined ? undefined : await open(target, 'wx');
  try {
    const hash = createHash('sha256');
    for await (const chunk of from.createReadStream({ highWaterMark: MEBIBYTE, autoClose: false })) {
      const written = to?.write(chunk as Buffer);
      hash.update(chunk as Buffer);
      await written;
    }
    hash.digest();
    await to?.datasync();
  } finally {
    await from.close();
    await to?.close();
  }
}

/** Answers the SHA-256. */
async function writeRandom(path: string, mebibytes: number): Promise<string> {
  const file = await open(path, 'w');
  const hash = createHash('sha256');
  try {
    for (let n = 0; n < mebibytes; n += 1) {
      const block = randomBytes(MEBIBYTE);
      hash.update(block);
      await file.write(block);
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
