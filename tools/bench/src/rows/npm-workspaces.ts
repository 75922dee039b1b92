import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';

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
import { openScene, type Scene } from '../world/scene.ts';
import type { Row } from './row.ts';

const STAGE = 'AbcDev';
const WORKSPACES = 10;
const PAYLOAD_BYTES = 10_000;

/** A monorepo whose packages depend on each other, each on the one before. */
export const npmWorkspaces: Row = {
  number: 14,
  name: 'npm-workspaces',
  groups: ['npm'],
  about:
    'a monorepo of ten small packages that depend on each other: `codeartifact-npm attach --workspaces`, which packs all, records each and makes it active after what it depends on; against one `npm publish` a package, and against `npm publish --workspaces` in one process. Neither keeps a record. Each round has a version of its own, and ends with a look at the repository: ten tarballs as `npm pack` makes them.',
  async run({ temp, quick }) {
    const scene = await openScene(temp);
    try {
      await logInNpm(scene, [STAGE]);
      const registry = ['--registry', scene.npmUrl(STAGE)];
      const contender = (side: string, send: () => Promise<number>): Contender => {
        let expected: readonly Packed[] = [];
        return {
          async prepare(round) {
            await writeMonorepo(scene, side, `1.0.${round + 1}`);
            expected = await packed(scene, side, '--workspaces');
          },
          run: send,
          async after() {
            if (expected.length !== WORKSPACES) throw new Error(`npm packs ${expected.length} workspaces`);
            await expectTarballs(scene, STAGE, expected);
          },
        };
      };
      const attach = ['attach', '--workspaces', '--build', '23', '--repository', STAGE];
      const times = await alternate(
        {
          ours: contender('ours', async () => (await codeartifactNpm(scene, 'ours', attach)).ms),
          each: contender('each', async () => {
            let ms = 0;
            for (const folder of folders('each')) ms += (await npm(scene, folder, ['publish', ...registry])).ms;
            return ms;
          }),
          together: contender('together', async () => {
            return (await npm(scene, 'together', ['publish', '--workspaces', ...registry])).ms;
          }),
        },
        quick ? 1 : 5,
        1,
      );
      const what = `npm: attach ${WORKSPACES} workspaces`;
      return [
        compare(14, what, { against: `npm publish, ${WORKSPACES} times`, ours: times.ours, other: times.each }),
        compare(14, what, { against: 'npm publish --workspaces', ours: times.ours, other: times.together }),
      ];
    } finally {
      await scene.close();
    }
  },
};

function folders(root: string): readonly string[] {
  return Array.from({ length: WORKSPACES }, (_, n) => join(root, 'packages', `part-${n}`));
}

async function writeMonorepo(scene: Scene, root: string, version: string): Promise<void> {
  const nameOf = (n: number): string => `@${SCOPE}/${root}-${n}`;
  for (const [n, folder] of folders(root).entries()) {
    const dependencies = n === 0 ? {} : { [nameOf(n - 1)]: version };
    await writePackage(scene, folder, { name: nameOf(n), version, dependencies }, PAYLOAD_BYTES);
  }
  const manifest = { name: root, version, private: true, workspaces: ['packages/*'] };
  await writeFile(join(scene.folder, root, 'package.json'), JSON.stringify(manifest));
}
