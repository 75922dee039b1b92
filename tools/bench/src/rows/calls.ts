import { count, type Finding } from '../measure/finding.ts';
import { type Promotion, promote, promoteBuild } from '../world/promotion.ts';
import { recordedUpload, twineUpload, type Upload } from '../world/python-package.ts';
import { newestRequest, requestsSince, tally, tallyText } from '../world/requests.ts';
import { openScene, type Scene } from '../world/scene.ts';
import { makeWheels } from '../world/wheels.ts';
import type { Bench, Row } from './row.ts';

const WHEELS = 12;

/** A set of a matrix; the other build is there as well, so that the version must be assembled. */
export const calls: Row = {
  number: 9,
  name: 'calls',
  groups: ['promote'],
  about: 'all requests of one promotion of 12 wheels whose version holds two builds.',
  async run(bench) {
    const scene = await openScene(bench.temp);
    try {
      return [
        ...(await measure(scene, bench, 'pyrecorded', 'on record', recordedUpload)),
        ...(await measure(scene, bench, 'pyderived', 'uploaded by twine', twineUpload)),
      ];
    } finally {
      await scene.close();
    }
  },
};

async function measure(
  scene: Scene,
  { python }: Bench,
  name: string,
  kind: string,
  uploads: Upload,
): Promise<Finding[]> {
  const requests = [22, 23].flatMap((build) =>
    Array.from({ length: WHEELS }, (_, n) => ({ name, build, tag: `py3-none-manylinux_2_${n}_x86_64` })),
  );
  await uploads(scene, python, 'AbcDev', await makeWheels(scene, python, requests));
  const args = promoteBuild(name, 'AbcDev', 'AbcStaging');
  const planned = await promote(scene, [...args, '--dry-run'], 'planned');
  const mark = await newestRequest(scene);
  const { promotion } = await promote(scene, args);
  const seen = await requestsSince(scene, mark);
  const made = tallyText(promotion.calls);
  const notes = [
    `made: ${made}`,
    `the server counted: ${tally(seen)}`,
    ...forecast(planned.promotion, made),
    `writes: ${promotion.writes}`,
  ];
  const value = Object.values(promotion.calls).reduce((sum, n) => sum + n, 0);
  return [count(9, `calls of a promotion of ${WHEELS} wheels, ${kind}`, { value, unit: 'calls', notes })];
}

function forecast({ plan }: Promotion, made: string): string[] {
  if (plan === undefined) throw new Error('the dry run gave no forecast');
  const text = tallyText(plan.calls);
  return [text === made ? 'as forecast, operation by operation' : `forecast: ${text}`];
}
