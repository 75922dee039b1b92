import { compare, count, type Finding } from '../measure/finding.ts';
import { summarise } from '../measure/summary.ts';
import { promote, promoteBuild } from '../world/promotion.ts';
import { upload } from '../world/python-package.ts';
import { newestRequest, requestsSince, type SeenRequest, tally } from '../world/requests.ts';
import { openScene } from '../world/scene.ts';
import { makeWheels } from '../world/wheels.ts';
import type { Row } from './row.ts';

const NAME = 'pyagain';
/** Operations that change nothing. */
const READ = /^(?:List|Describe|Get|pypi:Index|pypi:Download)/;
/** Operations that carry the bytes of assets. */
const CARRIES = /^(?:pypi:Upload|pypi:Download)$/;

/** Counted by the server as well as by the program itself. */
export const rerun: Row = {
  number: 8,
  name: 'rerun',
  groups: ['promote'],
  about: 'counted by the server and by the program, and the larger is shown.',
  async run({ temp, python, quick }) {
    const scene = await openScene(temp);
    try {
      const payload = 10 ** 6;
      const [other, wheel] = await makeWheels(scene, python, [
        { name: NAME, build: 22, payload },
        { name: NAME, build: 23, payload },
      ]);
      if (!other || !wheel) throw new Error('no wheel was made');
      await upload(scene, 'AbcDev', [other, wheel]);
      const first = await promote(scene, promoteBuild(NAME, 'AbcDev', 'AbcStaging'));
      const again: number[] = [];
      const findings: Finding[] = [];
      for (let round = 0; round < (quick ? 1 : 5); round += 1) {
        const mark = await newestRequest(scene);
        const { ms, promotion } = await promote(scene, promoteBuild(NAME, 'AbcDev', 'AbcStaging'), 'already-there');
        again.push(ms);
        if (round > 0) continue;
        const requests = await requestsSince(scene, mark);
        const writes = Math.max(promotion.writes, requests.filter(isWrite).length);
        const notes = [`calls: ${tally(requests)}`];
        findings.push(count(8, 're-run of a finished promotion', { value: writes, unit: 'writes', atMost: 0, notes }));
      }
      const against = 'the promotion itself';
      const sides = { against, ours: summarise(again), other: summarise([first.ms]) };
      findings.push(compare(8, 're-run of a finished promotion', sides));

      const mark = await newestRequest(scene);
      const { promotion } = await promote(scene, promoteBuild(NAME, 'AbcStaging', 'AbcProd'));
      const requests = await requestsSince(scene, mark);
      const carried = requests.filter(({ operation = '' }) => CARRIES.test(operation)).length;
      if (carried > 0) throw new Error(`the server carried assets: ${tally(requests)}`);
      const notes = [`method: ${promotion.method}`, `calls: ${tally(requests)}`];
      const bytes = { value: promotion.bytesTransferred, unit: 'asset bytes', atMost: 0, notes };
      findings.push(count(8, 'promotion from an exclusive stage', bytes));
      return findings;
    } finally {
      await scene.close();
    }
  },
};

function isWrite({ operation = '?' }: SeenRequest): boolean {
  return !READ.test(operation);
}
