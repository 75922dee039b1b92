import {
  attachRecord,
  type Build,
  type BuildTag,
  type DocumentMaker,
  type FormatAdapter,
  MemoryFile,
  parseBuildTag,
  type ProbeSamples,
  type PromotionPorts,
  type PromotionRequest,
  type TagPolicy,
  type VersionRef,
  versionOf,
} from '../src/index.ts';
import { portsOf, world, type World } from './support.ts';

export const NPM: VersionRef = { format: 'npm', namespace: 'abc', name: 'lib', version: '1.0.0' };

const document: DocumentMaker = () => ({ path: 'lib', head: '', tail: '', contentLength: 0 });

/** A format as simple as can be that holds one build a version and has dist-tags. */
export const testNpm: FormatAdapter = {
  format: 'npm',
  builds: 'one',
  canonicalName: (name) => name,
  inspect: async (file) => ({ ref: NPM, assetName: file.name, document }),
  buildTagOf: () => undefined,
  slotsOf: (name) => [name],
  comparePreference: () => 0,
  tags: {
    compareVersions: (a, b) => a.localeCompare(b, 'en', { numeric: true }),
    isPrerelease: (version) => version.includes('-'),
    checkTag: () => undefined,
    placeholder: async ({ version }) => ({
      assetName: 'package.tgz',
      content: new TextEncoder().encode(version),
      document,
    }),
  },
};

/** Samples of it. */
export const npmSamples: ProbeSamples = {
  pkg: (nonce) => ({ format: 'npm', name: `probe-${nonce}` }),
  file: (_pkg, version, build) => ({
    name: 'package.tgz',
    content: tarball(`${build}`, npmVersion(version)).content,
    document,
  }),
};

export type NpmWorldOptions = Parameters<typeof world>[0];

export function npmWorld(options: NpmWorldOptions = {}): World {
  const w = world(options);
  return { ...w, ports: { ...w.ports, format: testNpm } };
}

/** Ports of one more process on a domain. */
export function npmPortsOf({ domain }: World, seed: string): PromotionPorts {
  return { ...portsOf(domain, undefined, seed).ports, format: testNpm };
}

export function tarball(build: string, { version }: VersionRef = NPM): MemoryFile {
  return new MemoryFile('package.tgz', `${version} build ${build}`);
}

export function npmBuild(build: string, ref: VersionRef = NPM): Build {
  const file = tarball(build, ref);
  return { ref, build, files: [{ asset: file.asset, open: async () => file.stream() }] };
}

/** Puts builds on record for AbcDev, as `attach` does. */
export async function attachNpm({ home }: World, ref: VersionRef, ...builds: readonly string[]): Promise<void> {
  for (const build of builds) await attachRecord(npmBuild(build, ref), home, { repository: 'AbcDev' });
}

/** Publishes as plain npm does: no record, no note. */
export async function publishPlainly(
  { domain }: World,
  repository: string,
  { build = 'x', ref = NPM, tag = 'latest' }: { build?: string; ref?: VersionRef; tag?: string } = {},
): Promise<void> {
  const file = tarball(build, ref);
  await domain
    .writer(repository)
    .publishAsset(ref, { asset: file.asset, document, tag, open: async () => file.stream() });
}

export function byBuild(build: string): { readonly by: 'build'; readonly tag: BuildTag } {
  return { by: 'build', tag: parseBuildTag(build) };
}

/** A promotion of a build from AbcDev to AbcStaging. */
export function npmPromotion(build: string, more: Partial<PromotionRequest> = {}): PromotionRequest {
  return { ref: NPM, selector: byBuild(build), from: 'AbcDev', to: 'AbcStaging', ...more };
}

export function tagging(...names: readonly string[]): Extract<TagPolicy, { move: 'set' }> {
  return { move: 'set', names };
}

/** What consumers of a repository get: the version's build and the tags of the package, `1.0.0: 23 (latest 1.0.0)`. */
export async function shownIn({ domain }: World, repository: string, ref: VersionRef = NPM): Promise<string> {
  const reader = domain.reader(repository);
  const packument = await reader.readPackument(ref);
  const content = packument?.versions.has(ref.version) ? await reader.readSmallAsset(ref, 'package.tgz') : undefined;
  const text = content === undefined ? 'nothing' : new TextDecoder().decode(content).replace(/^.* build /, '');
  const tags = [...(packument?.tags ?? [])].map(([tag, version]) => `${tag} ${version}`).sort();
  return [text, ...tags].join(', ');
}

export function npmVersion(version: string): VersionRef {
  return versionOf(NPM, version);
}
