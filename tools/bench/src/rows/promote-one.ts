import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, type Finding } from '../measure/finding.ts';
import { NETWORK_MS, underLatency } from '../world/latency.ts';
import { promote, promoteBuild } from '../world/promotion.ts';
import { newestRequest, requestsSince, tally } from '../world/requests.ts';
import { DOMAIN, openScene, type Scene } from '../world/scene.ts';
import { expectHeld, held, recordedUpload, twineUpload, type Upload } from '../world/python-package.ts';
import { makeWheels, sha256Of, type Wheel } from '../world/wheels.ts';
import type { Python } from '../world/python.ts';
import type { Row } from './row.ts';

const MEGABYTE = 10 ** 6;

/** One wheel of three builds. Each round has packages of its own, so that no side finds the other's bytes. */
export const promoteOne: Row = {
  number: 1,
  name: 'promote-one',
  groups: ['promote'],
  about:
    'one of three builds, as a whole process each: `codeartifact-twine promote` against downloading the wheel with `aws` and uploading it with `twine`, which compares nothing. Each round has packages of its own, and ends with a look at the destination: exactly one wheel, with its SHA-256. The bytes alone are moved by a script of 20 lines on the AWS SDK for JavaScript, in a process of its own: what no program on that SDK can be faster than. Then the same with a server that keeps each request of either side waiting, as a network does.',
  async run({ temp, python, quick }) {
    const size = quick ? MEGABYTE : 20 * MEGABYTE;
    const rounds = quick ? 1 : 5;
    return [
      ...(await measure(temp, python, { size, rounds })),
      ...(await measure(temp, python, { size, rounds, latencyMs: NETWORK_MS })),
    ];
  },
};

interface Load {
  /** Of the wheel, in bytes. */
  readonly size: number;
  readonly rounds: number;
  /** Default: none. Without a target then. */
  readonly latencyMs?: number;
}

async function measure(temp: string, python: Python, { latencyMs, rounds, size }: Load): Promise<Finding[]> {
  const scene = await openScene(temp, { latencyMs });
  try {
    const calls: Record<string, string> = {};
    const contender = (prefix: string, uploads: Upload, move: Move): Contender => {
      let selected: Wheel | undefined;
      return {
        async prepare(round) {
          const name = `${prefix}${round + 1}`;
          const wheels = await makeWheels(scene, python, [
            { name, build: 22 },
            { name, build: 23, payload: size },
            { name, build: 24 },
          ]);
          await uploads(scene, python, 'AbcDev', wheels);
          await held(scene, 'AbcDev', name);
          selected = wheels[1];
        },
        async run(round) {
          const mark = await newestRequest(scene);
          const ms = await move(scene, python, `${prefix}${round + 1}`, selected?.name ?? '');
          calls[prefix] = tally(await requestsSince(scene, mark));
          return ms;
        },
        async after(round) {
          if (!selected) throw new Error('no wheel was made');
          const sha256 = await sha256Of(selected.path);
          await expectHeld(scene, 'AbcStaging', `${prefix}${round + 1}`, { [selected.name]: sha256 });
        },
      };
    };
    const times = await alternate(
      {
        recorded: contender('recorded', recordedUpload, byPromote),
        other: contender('plain', twineUpload, byHand),
        derived: contender('derived', twineUpload, byPromote),
        least: contender('least', recordedUpload, byLeast),
      },
      rounds,
      1,
    );
    const against = 'aws get-package-version-asset + twine upload';
    const what = `promote one wheel of ${size / MEGABYTE} MB`;
    const under = underLatency(latencyMs);
    const target = latencyMs === undefined ? { target: { faster: 4 } } : {};
    return [
      compare(1, `${what}, on record${under}`, {
        against,
        ours: times.recorded,
        other: times.other,
        ...target,
        notes: [`calls: ${calls['recorded']}`, `calls of the others: ${calls['plain']}`],
      }),
      compare(1, `${what}, uploaded by twine${under}`, {
        against,
        ours: times.derived,
        other: times.other,
        ...target,
        notes: [`calls: ${calls['derived']}`],
      }),
      compare(1, `for comparison: the bytes alone, by a script on the AWS SDK that checks nothing${under}`, {
        against,
        ours: times.least,
        other: times.other,
      }),
    ];
  } finally {
    await scene.close();
  }
}

type Move = (scene: Scene, python: Python, name: string, file: string) => Promise<number>;

const byPromote: Move = async (scene, _python, name) =>
  (await promote(scene, promoteBuild(name, 'AbcDev', 'AbcStaging'))).ms;

const LEAST = fileURLToPath(new URL('../least/move-wheel.js', import.meta.url));

const byLeast: Move = async (scene, _python, name, file) =>
  (await scene.run(process.execPath, [LEAST, DOMAIN, 'AbcDev', name, file, scene.pypiUrl('AbcStaging')])).ms;

const byHand: Move = async (scene, python, name, file) => {
  const path = join(scene.folder, file);
  const what = ['--format', 'pypi', '--package', name, '--package-version', '1.0.0', '--asset', file];
  const where = ['--domain', DOMAIN, '--repository', 'AbcDev'];
  const download = await scene.run('aws', ['codeartifact', 'get-package-version-asset', ...where, ...what, path]);
  const sent = await twineUpload(scene, python, 'AbcStaging', [{ name: file, path, size: 0 }]);
  return download.ms + sent.ms;
};
