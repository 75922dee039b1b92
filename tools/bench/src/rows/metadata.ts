import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, type Finding } from '../measure/finding.ts';
import { applyLoad } from '../measure/load.ts';
import { openScene } from '../world/scene.ts';
import { startVerdaccio, VERDACCIO } from '../world/verdaccio.ts';
import type { Row } from './row.ts';

const CONNECTIONS = 16;
const VERSIONS = 10;
const FULL = 'application/json';
const ABBREVIATED = 'application/vnd.npm.install-v1+json';

/** What a registry is asked most: a package's document, as installers ask for it and whole. */
export const metadata: Row = {
  number: 7,
  name: 'metadata',
  groups: ['server'],
  about: `the document of an npm package of ${VERSIONS} versions, ${CONNECTIONS} connections, from one load generator; verdaccio ${VERDACCIO} open to everybody, this server with its token checked and its policies evaluated each time.`,
  async run({ temp, quick }) {
    const requests = quick ? 1000 : 5000;
    const scene = await openScene(temp, { init: false });
    const verdaccio = await startVerdaccio(join(scene.folder, 'verdaccio'));
    try {
      const ours = scene.npmUrl('AbcDev');
      const authorization = `Bearer ${scene.token}`;
      for (let n = 0; n < VERSIONS; n += 1) {
        const document = publishDocument(`1.0.${n}`);
        await publish(ours, document, { authorization });
        await publish(verdaccio.url, document, {});
      }
      const findings: Finding[] = [];
      for (const [what, accept] of [
        ['short', ABBREVIATED],
        ['whole', FULL],
      ] as const) {
        const contender = (base: string, headers: Readonly<Record<string, string>>): Contender => ({
          run: () =>
            applyLoad({ url: `${base}bench`, headers: { accept, ...headers }, requests, connections: CONNECTIONS }),
        });
        const contenders = { ours: contender(ours, { authorization }), other: contender(verdaccio.url, {}) };
        const times = await alternate(contenders, quick ? 1 : 5, 1);
        const rate = (ms: number): string => `${Math.round((requests / ms) * 1000)} a second`;
        findings.push(
          compare(7, `server: ${requests} times the ${what} document of a package, ${CONNECTIONS} connections`, {
            against: `verdaccio ${VERDACCIO}`,
            ...times,
            target: { faster: 2 },
            notes: [`${rate(times.ours.median)}; verdaccio ${rate(times.other.median)}`],
          }),
        );
      }
      return findings;
    } finally {
      await verdaccio.stop();
      await scene.close();
    }
  },
};

/** What `npm publish` sends, with a readme and dependencies of a usual size. */
function publishDocument(version: string): object {
  const tarball = randomBytes(1000);
  const names = Array.from({ length: 12 }, (_, n) => [`dependency-${n}`, `^${n}.1.0`]);
  return {
    _id: 'bench',
    name: 'bench',
    readme: 'A line of text.\n'.repeat(200),
    'dist-tags': { latest: version },
    versions: {
      [version]: {
        name: 'bench',
        version,
        description: 'A package to be asked about',
        license: 'MIT',
        dependencies: Object.fromEntries(names),
        dist: {
          shasum: createHash('sha1').update(tarball).digest('hex'),
          integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
          tarball: 'http://127.0.0.1/bench.tgz',
        },
      },
    },
    _attachments: {
      [`bench-${version}.tgz`]: {
        content_type: 'application/octet-stream',
        data: tarball.toString('base64'),
        length: tarball.length,
      },
    },
  };
}

async function publish(base: string, document: object, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${base}bench`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(document),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`publish to ${base}: ${response.status} ${text.slice(0, 300)}`);
}
