import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare } from '../measure/finding.ts';
import { DOMAIN, openScene, type Scene } from '../world/scene.ts';
import { sign } from '../world/sign.ts';
import type { Row } from './row.ts';

const MEBIBYTE = 2 ** 20;
const ASSET = 'large.bin';

/** One large file, published and restored. */
export const genericLarge: Row = {
  number: 12,
  name: 'generic-large',
  groups: ['generic'],
  about:
    'one large file; against `sha256sum` and `curl` of the same bytes, up and down. buildset keeps the record only (no repository is named), so that both send the bytes once.',
  async run({ temp, quick }) {
    const mebibytes = quick ? 64 : 2048;
    const rounds = quick ? 1 : 3;
    const scene = await openScene(temp);
    try {
      const up = await alternate({ ours: ourPublish(scene, mebibytes), other: curlPublish(scene, mebibytes) }, rounds);
      const down = await alternate({ ours: ourDownload(scene, rounds), other: curlDownload(scene, rounds) }, rounds);
      const size = mebibytes === 2048 ? '2 GiB' : `${mebibytes} MiB`;
      const target = { within: 1.5 };
      return [
        compare(12, `generic: publish ${size}`, { against: 'sha256sum, then curl', ...up, target }),
        compare(12, `generic: download ${size}`, { against: 'curl, then sha256sum', ...down, target }),
      ];
    } finally {
      await scene.close();
    }
  },
};

function ourPublish(scene: Scene, mebibytes: number): Contender {
  const names = ['--namespace', 'ops', '--package', 'large', '--build', '1', '--domain', DOMAIN];
  return {
    prepare: async () => void (await writeRandom(scene, mebibytes)),
    run: async (round) =>
      (await scene.bin('codeartifact-generic', ['publish', 'tree', ...names, '--package-version', `1.0.${round}`])).ms,
    after: () => rm(join(scene.folder, 'tree'), { recursive: true }),
  };
}

function ourDownload(scene: Scene, rounds: number): Contender {
  const spec = [`ops/large==1.0.${rounds - 1}`, '--build', '1', '--to', 'to', '--domain', DOMAIN];
  return {
    run: async () => (await scene.bin('codeartifact-generic', ['download', ...spec])).ms,
    after: () => rm(join(scene.folder, 'to'), { recursive: true }),
  };
}

/** The sum goes into the signature, so it is known beforehand; `sha256sum` is measured all the same. */
function curlPublish(scene: Scene, mebibytes: number): Contender {
  let sha256 = '';
  return {
    prepare: async () => {
      sha256 = await writeRandom(scene, mebibytes);
    },
    run: async (round) => {
      const sum = await scene.run('sha256sum', [join('tree', ASSET)]);
      const query = queryOf(`1.0.${round}`);
      const { headers, url } = sign(scene.server, {
        method: 'POST',
        path: '/v1/package/version/publish',
        query,
        sha256,
      });
      const body = ['-X', 'POST', '-H', 'Expect:', '-H', 'Content-Type: application/octet-stream'];
      const sent = await scene.run('curl', ['-sSf', ...lines(headers), ...body, '-T', join('tree', ASSET), url]);
      return sum.ms + sent.ms;
    },
    after: () => rm(join(scene.folder, 'tree'), { recursive: true }),
  };
}

function curlDownload(scene: Scene, rounds: number): Contender {
  return {
    run: async () => {
      const query = queryOf(`1.0.${rounds - 1}`);
      const { headers, url } = sign(scene.server, { method: 'GET', path: '/v1/package/version/asset', query });
      const got = await scene.run('curl', ['-sSf', '-o', 'got.bin', ...lines(headers), url]);
      return got.ms + (await scene.run('sha256sum', ['got.bin'])).ms;
    },
    after: () => rm(join(scene.folder, 'got.bin')),
  };
}

function queryOf(version: string): Record<string, string> {
  const where = { domain: DOMAIN, repository: 'AbcOther', format: 'generic', namespace: 'ops', package: 'large' };
  return { ...where, version, asset: ASSET };
}

function lines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
}

/** Writes `tree/large.bin`, other bytes each time, and answers their SHA-256. */
async function writeRandom(scene: Scene, mebibytes: number): Promise<string> {
  await mkdir(join(scene.folder, 'tree'));
  const file = await open(join(scene.folder, 'tree', ASSET), 'w');
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
  await scene.run('sync', []);
  return hash.digest('hex');
}
