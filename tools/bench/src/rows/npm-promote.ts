import { alternate, type Contender } from '../measure/alternate.ts';
import { compare } from '../measure/finding.ts';
import {
  codeartifactNpm,
  expectTarballs,
  logInNpm,
  npm,
  type Packed,
  packed,
  SCOPE,
  writePackage,
} from '../world/npm-packages.ts';
import { newestRequest, requestsSince, tally } from '../world/requests.ts';
import { DOMAIN, openScene, type Scene } from '../world/scene.ts';
import type { Row } from './row.ts';

const MEGABYTE = 10 ** 6;
const VERSION = '1.0.0';
const STAGES = ['AbcDev', 'AbcStaging'] as const;

/** The next build of a version that both stages hold already. */
export const npmPromote: Row = {
  number: 13,
  name: 'npm-promote',
  groups: ['npm'],
  about:
    'the next build of a version that dev and staging hold: `codeartifact-npm attach` and `promote --replace`; against `npm pack`, and `aws codeartifact delete-package-versions` and `npm publish` of the tarball in each of them, which keeps no earlier build and leaves the version missing for a while. Each round ends with a look at both: the tarball that `npm pack` makes.',
  async run({ temp, quick }) {
    const size = 5 * MEGABYTE;
    const scene = await openScene(temp);
    try {
      await logInNpm(scene, STAGES);
      const calls: Record<string, string> = {};
      const contender = (side: string, put: Put): Contender => {
        let expected: readonly Packed[] = [];
        return {
          async prepare(round) {
            const manifest = { name: `@${SCOPE}/${side}${round + 1}`, version: VERSION };
            await writePackage(scene, side, manifest, MEGABYTE);
            await put.first(scene, side, manifest.name);
            await writePackage(scene, side, manifest, size);
            expected = await packed(scene, side);
          },
          async run(round) {
            const mark = await newestRequest(scene);
            const ms = await put.next(scene, side, `${side}${round + 1}`);
            calls[side] = tally(await requestsSince(scene, mark));
            return ms;
          },
          async after() {
            for (const stage of STAGES) await expectTarballs(scene, stage, expected);
          },
        };
      };
      const contenders = { ours: contender('ours', byBuildset), other: contender('theirs', byHand) };
      const times = await alternate(contenders, quick ? 1 : 5, 1);
      const notes = [`calls: ${calls['ours']}`, `calls of the others: ${calls['theirs']}`];
      const against = 'npm pack, twice aws delete + npm publish';
      return [compare(13, `npm: attach and promote ${size / MEGABYTE} MB`, { against, ...times, notes })];
    } finally {
      await scene.close();
    }
  },
};

/** How a build comes into both stages: the first one, and the next one in its place. In milliseconds. */
interface Put {
  first(scene: Scene, folder: string, name: string): Promise<unknown>;
  next(scene: Scene, folder: string, name: string): Promise<number>;
}

const attachAndPromote = async (scene: Scene, folder: string, build: string): Promise<number> => {
  const [from, to] = STAGES;
  const attached = await codeartifactNpm(scene, folder, ['attach', '--build', build, '--repository', from]);
  const promotion = ['promote', '--build', build, '--from', from, '--to', to, '--replace'];
  return attached.ms + (await codeartifactNpm(scene, folder, promotion)).ms;
};

const byBuildset: Put = {
  first: (scene, folder) => attachAndPromote(scene, folder, '22'),
  next: (scene, folder) => attachAndPromote(scene, folder, '23'),
};

const byHand: Put = {
  async first(scene, folder) {
    for (const stage of STAGES) await npm(scene, folder, ['publish', '--registry', scene.npmUrl(stage)]);
  },
  async next(scene, folder, name) {
    let { ms } = await npm(scene, folder, ['pack']);
    for (const stage of STAGES) {
      const where = ['--domain', DOMAIN, '--repository', stage, '--format', 'npm', '--namespace', SCOPE];
      const what = ['delete-package-versions', ...where, '--package', name, '--versions', VERSION];
      const tarball = `${SCOPE}-${name}-${VERSION}.tgz`;
      ms += (await scene.run('aws', ['codeartifact', ...what])).ms;
      ms += (await npm(scene, folder, ['publish', tarball, '--registry', scene.npmUrl(stage)])).ms;
    }
    return ms;
  },
};
