import { rm } from 'node:fs/promises';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, count } from '../measure/finding.ts';
import { peakFileHook, readPeak } from '../measure/peak-memory.ts';
import { promote, promoteBuild } from '../world/promotion.ts';
import { expectHeld, held, recordedUpload, twineUpload, type Upload } from '../world/python-package.ts';
import { newestRequest, requestsSince, tally } from '../world/requests.ts';
import { openScene } from '../world/scene.ts';
import { makeWheels, sha256Of } from '../world/wheels.ts';
import { curlPipe } from '../world/curl-pipe.ts';
import type { Row } from './row.ts';

const PEAK_MEGABYTES = 200;

/** Each round has packages of its own, whose other build makes it a selection. */
export const promoteLarge: Row = {
  number: 5,
  name: 'promote-large',
  groups: ['promote'],
  about:
    'the wheel goes from one repository to another; both sides check its SHA-256. The script is `curl | tee >(sha256sum) | curl`, streaming, with the multipart form written by hand; it does not verify the destination and keeps no record. A wheel that twine uploaded is put on record first.',
  async run({ temp, python, quick }) {
    const payload = quick ? 2 ** 25 : 2 ** 30;
    const scene = await openScene(temp);
    try {
      const calls: Record<string, string> = {};
      const peaks: Record<string, number> = {};
      const contender = (
        prefix: string,
        uploads: Upload,
        move: (name: string, file: string, sha256: string) => Promise<number>,
      ): Contender => {
        let file = '';
        let sha256 = '';
        return {
          async prepare(round) {
            const name = `${prefix}${round + 1}`;
            const wheels = await makeWheels(scene, python, [
              { name, build: 22 },
              { name, build: 23, payload },
            ]);
            const [, large] = wheels;
            if (!large) throw new Error('no wheel was made');
            file = large.name;
            sha256 = await sha256Of(large.path);
            await uploads(scene, python, 'AbcDev', wheels);
            await held(scene, 'AbcDev', name);
            await rm(large.path);
            await scene.run('sync', []);
          },
          async run(round) {
            const mark = await newestRequest(scene);
            const ms = await move(`${prefix}${round + 1}`, file, sha256);
            calls[prefix] = tally(await requestsSince(scene, mark));
            return ms;
          },
          async after(round) {
            const name = `${prefix}${round + 1}`;
            await expectHeld(scene, 'AbcStaging', name, { [file]: sha256 });
          },
        };
      };
      const byPromote = async (name: string): Promise<number> => {
        const hook = peakFileHook(scene.folder);
        const { ms } = await promote(scene, promoteBuild(name, 'AbcDev', 'AbcStaging'), 'promoted', hook);
        const kind = name.replace(/\d+$/, '');
        peaks[kind] = Math.max(peaks[kind] ?? 0, await readPeak(scene.folder));
        return ms;
      };
      const byCurl = (name: string, file: string, sha256: string): Promise<number> =>
        curlPipe(scene, { name, file, sha256, from: 'AbcDev', to: 'AbcStaging' });
      const times = await alternate(
        {
          recorded: contender('recorded', recordedUpload, byPromote),
          other: contender('plain', twineUpload, byCurl),
          derived: contender('derived', twineUpload, byPromote),
        },
        quick ? 1 : 2,
      );
      const what = quick ? 'promote a wheel of 32 MiB' : 'promote a wheel of 1 GiB';
      const sides = (kind: 'recorded' | 'derived') => ({
        against: 'curl download | tee (sha256sum) | curl upload',
        ours: times[kind],
        other: times.other,
        target: { within: 1.3 },
        notes: [`calls: ${calls[kind]}`],
      });
      const peak = (kind: string) => ({
        value: (peaks[kind] ?? Number.NaN) / 10 ** 6,
        unit: 'MB',
        atMost: PEAK_MEGABYTES,
      });
      return [
        compare(5, `${what}, on record`, sides('recorded')),
        compare(5, `${what}, uploaded by twine`, sides('derived')),
        count(5, 'peak memory of codeartifact-twine for it, on record', peak('recorded')),
        count(5, 'peak memory of codeartifact-twine for it, uploaded by twine', peak('derived')),
      ];
    } finally {
      await scene.close();
    }
  },
};
