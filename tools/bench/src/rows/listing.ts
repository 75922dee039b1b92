import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, type Finding } from '../measure/finding.ts';
import { callService } from '../world/call-service.ts';
import { openScene } from '../world/scene.ts';
import { seedVersions } from '../world/seed-versions.ts';
import { DOMAIN } from '../world/scene.ts';
import { startServer, type Server } from '../world/server.ts';
import type { Row } from './row.ts';

const SMALL = 1000;
const ASSETS = 10;
const PAGE = 100;

interface Listing {
  readonly what: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Pages before the one that is measured. */
  readonly skip: number;
}

const versions = '/v1/package/versions';
const LISTINGS: readonly Listing[] = [
  { what: 'the first page of versions', path: versions, query: {}, skip: 0 },
  { what: 'the fifth page of versions', path: versions, query: {}, skip: 4 },
  { what: 'the newest versions', path: versions, query: { sortBy: 'PUBLISHED_TIME' }, skip: 0 },
  { what: 'the assets of one version', path: '/v1/package/version/assets', query: { version: '00000500' }, skip: 0 },
];

/** Two packages, in repositories of their own, in one server. */
export const listing: Row = {
  number: 10,
  name: 'listing',
  groups: ['server'],
  about: 'a page of 100. The versions are written straight into the database of a stopped server.',
  async run({ temp, quick }) {
    const large = quick ? 2000 : 100_000;
    const scene = await openScene(temp, { init: false });
    try {
      await scene.server.stop();
      await seedVersions(scene.server.dataDir, [
        { domain: DOMAIN, repository: 'AbcDev', name: 'many', versions: large, assets: ASSETS },
        { domain: DOMAIN, repository: 'AbcProd', name: 'many', versions: SMALL, assets: ASSETS },
      ]);
      const server = await startServer(scene.folder, scene.env);
      try {
        return await measure(server, large, quick ? 5 : 200);
      } finally {
        await server.stop();
      }
    } finally {
      await scene.close();
    }
  },
};

async function measure(server: Server, large: number, rounds: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const one of LISTINGS) {
    const times = await alternate(
      { large: await pageOf(server, 'AbcDev', one), small: await pageOf(server, 'AbcProd', one) },
      rounds,
      10,
    );
    const what = `${one.what}, of ${large} versions with ${ASSETS} assets each`;
    const sides = { against: `the same of ${SMALL}`, ours: times.large, other: times.small, target: { within: 1.3 } };
    findings.push(compare(10, what, sides));
  }
  return findings;
}

async function pageOf(server: Server, repository: string, { path, query, skip }: Listing): Promise<Contender> {
  const where = { domain: DOMAIN, repository, format: 'generic', namespace: 'bench', package: 'many' };
  const base = { ...where, ...query, 'max-results': String(PAGE) };
  let position: Readonly<Record<string, string>> = {};
  for (let page = 0; page < skip; page += 1) {
    const { nextToken } = await callService<{ nextToken: string }>(server, { path, query: { ...base, ...position } });
    position = { 'next-token': nextToken };
  }
  return {
    async run() {
      const start = performance.now();
      await callService(server, { path, query: { ...base, ...position } });
      return performance.now() - start;
    },
  };
}
