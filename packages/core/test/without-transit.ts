import { promote, type PromotionPorts, type PromotionRequest } from '../src/index.ts';
import { type FaultyCalls, faultyDomain, faultyWriter } from './faults.ts';
import { FILES, genericWorld, promotionOfFiles } from './generic-world.ts';
import { attachNpm, NPM, npmPromotion, npmVersion, npmWorld, shownIn, tagging } from './npm-support.ts';
import { attach, build, buildOf, portsOf, promotionOf, REF, uploadPlainly, world, type World } from './support.ts';

/** A promotion in a domain that has no transit. */
export interface DirectKind {
  readonly name: string;
  readonly request: PromotionRequest;
  /** What consumers of AbcStaging may find at any moment, in order: before, and in the end. */
  readonly shows: readonly string[];
  /** Makes the domain, and what it holds before. */
  make(): Promise<World>;
  shown(w: World): Promise<string>;
  /** Whether it is uploaded there with a transit as well. Default false. */
  readonly isUsual?: boolean;
}

const wheel = (tag: string, platform = 'any') => `pyabc-1.0.0-${tag}-${platform}.whl`;
const stripped = (platform: string) => `pyabc-1.0.0-${platform}.whl`;
const SDIST = 'pyabc-1.0.0.tar.gz';

/** The names of a version's assets where it is offered. */
const offeredOf = (ref: typeof REF) => async (w: World) => {
  const reader = w.domain.reader('AbcStaging');
  const isOffered = (await reader.describeVersion(ref))?.status === 'Published';
  const assets = isOffered ? ((await reader.listAssets(ref))?.assets ?? []) : [];
  return assets
    .map(({ name }) => name)
    .sort()
    .join(' ');
};

function pypi(
  name: string,
  request: PromotionRequest,
  shows: readonly (readonly string[])[],
  prepare: (w: World) => Promise<void>,
): DirectKind {
  const make = async () => {
    const w = world({ transit: false });
    await prepare(w);
    return w;
  };
  return { name, request, shows: shows.map((names) => [...names].sort().join(' ')), make, shown: offeredOf(REF) };
}

const [linux, mac] = [wheel('23', 'linux'), wheel('23', 'mac')];
const partial = { allowPartial: true };

/** One wheel is uploaded without a transit in any case. */
async function holding22(w: World): Promise<void> {
  await attach(w, build('22'));
  await uploadPlainly(w, build('22'), 'AbcStaging');
}

const PYPI: readonly DirectKind[] = [
  pypi('one wheel', promotionOf('23'), [[], [wheel('23')]], (w) => attach(w, build('22'), build('23'))),
  pypi('one wheel of plain twine', promotionOf('23'), [[], [wheel('23')]], async (w) => {
    for (const tag of ['22', '23']) await uploadPlainly(w, build(tag));
  }),
  {
    ...pypi(
      'one wheel beside another build',
      promotionOf('23'),
      [[wheel('22')], [wheel('22'), wheel('23')]],
      async (w) => {
        await holding22(w);
        await attach(w, build('23'));
      },
    ),
    isUsual: true,
  },
  pypi(
    'wheels and a source distribution',
    promotionOf('23', partial),
    [[], [linux], [mac], [linux, mac], [linux, mac, SDIST]],
    async (w) => {
      await attach(w, buildOf([linux, mac, SDIST], '', '23'));
      await uploadPlainly(w, build('22'));
    },
  ),
  pypi(
    'two wheels that are to be alone',
    promotionOf('23', { ...partial, exclusive: true }),
    [[], [linux], [mac], [linux, mac]],
    (w) => attach(w, build('22'), build('23', ['linux', 'mac'])),
  ),
  pypi(
    'two wheels without their build',
    promotionOf('23', { ...partial, strip: true }),
    [[], [stripped('linux')], [stripped('mac')], [stripped('linux'), stripped('mac')]],
    (w) => attach(w, build('22'), build('23', ['linux', 'mac'])),
  ),
  pypi(
    'two wheels beside another build',
    promotionOf('23', partial),
    [[wheel('22')], [wheel('22'), linux], [wheel('22'), mac], [wheel('22'), linux, mac]],
    async (w) => {
      await holding22(w);
      await attach(w, build('23', ['linux', 'mac']));
    },
  ),
];

const GENERIC: DirectKind = {
  name: 'a tree of files',
  request: promotionOfFiles('23'),
  shows: ['', 'a.txt b.txt c.txt'],
  make: async () => {
    const w = genericWorld({ transit: false });
    await w.attach('22', 'other', ['a.txt']);
    await w.attach('23', 'content', ['a.txt', 'b.txt', 'c.txt']);
    return w;
  },
  shown: offeredOf(FILES),
};

function npm(
  name: string,
  request: PromotionRequest,
  shows: readonly string[],
  prepare: (w: World) => Promise<void>,
): DirectKind {
  const make = async () => {
    const w = npmWorld({ transit: false });
    await prepare(w);
    return w;
  };
  return { name, request, shows, make, shown: (w) => shownIn(w, 'AbcStaging') };
}

async function holdingLater(w: World): Promise<void> {
  const later = npmVersion('2.0.0');
  await attachNpm(w, later, '1');
  await promote(npmPromotion('1', { ref: later }), w.ports);
  await attachNpm(w, NPM, '23');
}

const NPM_KINDS: readonly DirectKind[] = [
  npm('a tarball', npmPromotion('23'), ['nothing', '23, latest 1.0.0'], (w) => attachNpm(w, NPM, '22', '23')),
  npm(
    'a tarball with two dist-tags',
    npmPromotion('23', { tags: tagging('beta', 'latest') }),
    ['nothing', '23, beta 1.0.0', '23, beta 1.0.0, latest 1.0.0'],
    (w) => attachNpm(w, NPM, '22', '23'),
  ),
  npm(
    'a tarball of an earlier version, which gets no dist-tag',
    npmPromotion('23'),
    ['nothing, latest 2.0.0', '23, buildset 1.0.0, latest 2.0.0', '23, latest 2.0.0'],
    holdingLater,
  ),
];

/** Every kind of promotion that publishes into the destination, of all formats. */
export const DIRECT_KINDS: readonly DirectKind[] = [...PYPI, GENERIC, ...NPM_KINDS];

/** One more process; every call that it makes goes through `calls`. */
export function processOn({ domain, ports: { format } }: World, seed: string, calls?: FaultyCalls): PromotionPorts {
  const { home, ports } = portsOf(domain, undefined, seed);
  if (!calls) return { ...ports, format };
  const faulty = faultyDomain(domain, calls);
  const records = faultyWriter(home.records, calls);
  return { ...ports, format, source: faulty, destination: faulty, home: { ...home, records } };
}
