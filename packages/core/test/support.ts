import {
  attachBuild,
  type Build,
  compareBuildTags,
  type FormatAdapter,
  type Home,
  MemoryClock,
  MemoryDomain,
  type MemoryDomainOptions,
  MemoryFile,
  MemoryRandom,
  MemorySpool,
  Meter,
  parseBuildTag,
  type PromotionPorts,
  type PromotionRequest,
  type ServiceAnswers,
  type VersionRef,
} from '../src/index.ts';
import { faultyWriter, Meanwhile } from './faults.ts';

/** The version that most tests are about. */
export const REF: VersionRef = { format: 'pypi', name: 'pyabc', version: '1.0.0' };

const WHEEL = /^(?<name>\w+)-(?<version>[\d.]+)(?:-(?<build>\d\w*))?-(?<platform>\w+)\.whl$/;

/** A format as simple as can be that keeps builds side by side: `pyabc-1.0.0-23-any.whl`, `pyabc-1.0.0.tar.gz`. */
export const testFormat: FormatAdapter = {
  format: 'pypi',
  builds: 'side-by-side',
  canonicalName: (name) => name.toLowerCase(),
  inspect: async (file) => {
    const build = WHEEL.exec(file.name)?.groups?.['build'];
    return { ref: REF, assetName: file.name, fields: [['name', 'pyabc']], ...(build ? { buildTag: build } : {}) };
  },
  buildTagOf: (name) => {
    const build = WHEEL.exec(name)?.groups?.['build'];
    return build === undefined ? undefined : parseBuildTag(build);
  },
  slotsOf: (name) => {
    if (name.endsWith('.tar.gz')) return ['sdist'];
    const platform = WHEEL.exec(name)?.groups?.['platform'];
    return platform === undefined ? [] : [platform];
  },
  comparePreference: (a, b) => compareBuildTags(testFormat.buildTagOf(a), testFormat.buildTagOf(b)),
  stripper: {
    recipe: 'test/1',
    strip: async (file) => {
      const build = WHEEL.exec(file.name)?.groups?.['build'];
      if (build === undefined) return undefined;
      const name = file.name.replace(`-${build}-`, '-');
      const content = new TextDecoder().decode(await file.read(0, file.size)).replace(file.name, name);
      const stripped = new MemoryFile(name, content);
      return { ref: REF, assetName: name, fields: [['name', 'pyabc']], stream: () => stripped.stream() };
    },
    prove: async () => 'bytes',
  },
};

/** A domain with AbcDev, AbcStaging, AbcProd and a home, and all that a promotion needs. */
export interface World {
  readonly domain: MemoryDomain;
  readonly home: Home;
  readonly meter: Meter;
  readonly clock: MemoryClock;
  readonly ports: PromotionPorts;
}

export interface WorldOptions extends MemoryDomainOptions {
  readonly answers?: ServiceAnswers;
  readonly seed?: string;
  /** Whether there is a transit. Default true. */
  readonly transit?: boolean;
}

export function world(options: WorldOptions = {}): World {
  const clock = new MemoryClock();
  const meter = new Meter();
  const domain = new MemoryDomain({ ...options, clock, meter });
  for (const name of ['AbcDev', 'AbcStaging', 'AbcProd', 'buildset']) domain.addRepository(name);
  if (options.transit ?? true) domain.addRepository('buildset-transit');
  const { home, ports } = portsOf(domain, options.answers, options.seed);
  return { home, ports: { ...ports, meter }, domain, meter, clock };
}

/** Ports of one more process on a domain. */
export function portsOf(
  domain: MemoryDomain,
  answers: ServiceAnswers = { 'copy-overwrite': domain.copyOverwrite },
  seed = '0',
): { readonly home: Home; readonly ports: PromotionPorts } {
  const { clock } = domain;
  const random = new MemoryRandom(seed);
  const hasTransit = domain.repositories.includes('buildset-transit');
  const home: Home = {
    ...(hasTransit ? {} : { lacksTransit: 'missing' }),
    records: domain.writer('buildset'),
    transit: domain.writer('buildset-transit'),
    clock,
    timer: clock,
    random,
  };
  const ports: PromotionPorts = {
    source: domain,
    destination: domain,
    home,
    format: testFormat,
    spool: new MemorySpool(),
    meter: new Meter(),
    answers: async () => answers,
  };
  return { home, ports };
}

/** The same ports, where something happens after an operation was planned and before it takes the lease. */
export function portsBefore({ ports }: World, happens: () => Promise<unknown>): PromotionPorts {
  const records = faultyWriter(ports.home.records, new Meanwhile('publishAsset', happens));
  return { ...ports, home: { ...ports.home, records } };
}

/** A build of one or more wheels, by default of one for any platform. */
export function build(tag: string, platforms: readonly string[] = ['any'], content = ''): Build {
  const names = platforms.map((platform) => `pyabc-1.0.0-${tag}-${platform}.whl`);
  return buildOf(names, content, tag);
}

export function buildOf(names: readonly string[], content = '', tag?: string): Build {
  const files = names.map((name) => {
    const file = new MemoryFile(name, `${name} ${content}`);
    return { asset: file.asset, fields: [['name', 'pyabc']] as const, open: async () => file.stream() };
  });
  return { ref: REF, files, ...(tag === undefined ? {} : { build: tag }) };
}

export async function attach({ domain, home }: World, ...builds: readonly Build[]): Promise<void> {
  for (const one of builds) await attachBuild(one, domain.writer('AbcDev'), home);
}

/** Publishes files as plain twine does: no record, no note. */
export async function uploadPlainly({ domain }: World, { files, ref }: Build, repository = 'AbcDev'): Promise<void> {
  for (const { asset, open } of files) await domain.writer(repository).publishAsset(ref, { asset, open });
}

export async function namesIn({ domain }: World, repository: string): Promise<string[]> {
  const listing = await domain.reader(repository).listAssets(REF);
  return (listing?.assets ?? []).map(({ name }) => name).sort();
}

/** A promotion of build `tag` from AbcDev to AbcStaging. */
export function promotionOf(tag: string, more: Partial<PromotionRequest> = {}): PromotionRequest {
  return { ref: REF, selector: { by: 'build', tag: parseBuildTag(tag) }, from: 'AbcDev', to: 'AbcStaging', ...more };
}
