import type { Reply } from '../../http/reply.ts';
import { nearestVersions, publishedAmong, reach } from '../../model/resolution.ts';
import type { FoundVersion } from '../../model/resolution.ts';
import type { Place } from '../../model/writing.ts';
import { publicPackage, type PublicVersion } from '../../public/npm-listing.ts';
import type { VersionMetadata } from '../../storage/records.ts';
import type { Services } from '../../services.ts';
import type { Metadata } from '../../storage/metadata.ts';
import { recall } from '../../storage/recall.ts';
import type { EndpointCall } from '../endpoint.ts';
import { type Json, objectIn } from '../../model/json-value.ts';
import type { NpmName } from './package-name.ts';
import { documentReply, type NpmDocument, npmDocument, npmError, npmReply } from './replies.ts';

export const tarballName = 'package.tgz';

const abbreviated = 'application/vnd.npm.install-v1+json';

/** What an installer needs of a manifest (npm registry, "package metadata", abbreviated form). */
const abbreviatedFields = [
  'name',
  'version',
  'deprecated',
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'acceptDependencies',
  'bin',
  'directories',
  'dist',
  'engines',
  'cpu',
  'os',
  'libc',
  'funding',
  '_hasShrinkwrap',
  'hasInstallScript',
];

interface Listed {
  readonly version: string;
  readonly manifest: Json;
  readonly publishedMs: number;
  readonly metadata: Pick<VersionMetadata, 'readme' | 'summary'>;
}

interface Listing {
  readonly versions: readonly Listed[];
  readonly tags: ReadonlyMap<string, string>;
}

/** The package's document: the versions that are Published here or upstream, and the dist-tags that point at them. */
export async function answerPackument(call: EndpointCall, name: NpmName): Promise<Reply> {
  const { request, services } = call;
  await call.authorise('ReadFromRepository');
  const short = (request.header('accept') ?? '').includes(abbreviated);
  const make = (): Promise<NpmDocument | 'none'> => makePackument(call, name, short);
  // What a public registry has changes without a change here.
  const document = services.publicSources.has('npm')
    ? await make()
    : await recall(services.store, `packument ${registryUrl(call)}${name.full} ${short}`, make);
  return document === 'none' ? npmError(404, `package ${name.full} not found`) : documentReply(request, document);
}

async function makePackument(call: EndpointCall, name: NpmName, short: boolean): Promise<NpmDocument | 'none'> {
  const { versions, tags } = await readListing(call, name);
  if (versions.length === 0) return 'none';
  const times = versions.map((one) => [one.version, isoTime(one.publishedMs)] as const);
  const sorted = times.map(([, time]) => time).sort();
  const [created = '', modified = ''] = [sorted[0], sorted.at(-1)];
  const manifests = Object.fromEntries(
    versions.map(({ version, manifest }) => [version, short ? pick(manifest) : manifest]),
  );
  const common = { name: name.full, 'dist-tags': Object.fromEntries(tags), versions: manifests };
  if (short) return npmDocument({ ...common, modified }, abbreviated);
  const latest = versions.find(({ version }) => version === tags.get('latest'))?.metadata;
  const full = {
    _id: name.full,
    ...common,
    time: { created, modified, ...Object.fromEntries(times) },
    ...(latest?.readme !== undefined && { readme: latest.readme }),
    ...(latest?.summary !== undefined && { description: latest.summary }),
  };
  return npmDocument(full, 'application/json');
}

/** One version's manifest; `selector` is a version or a dist-tag. */
export async function answerVersion(call: EndpointCall, name: NpmName, selector: string): Promise<Reply> {
  await call.authorise('ReadFromRepository');
  const { versions, tags } = await readListing(call, name);
  const wanted = tags.get(selector) ?? selector;
  const one = versions.find(({ version }) => version === wanted);
  return one ? npmReply(200, one.manifest) : npmError(404, `version ${selector} of ${name.full} not found`);
}

function registryUrl({ address, request }: EndpointCall): string {
  return `${request.baseUrl}/npm/d/${address.domain}-${address.owner}/${address.repository}/`;
}

async function readListing(call: EndpointCall, name: NpmName): Promise<Listing> {
  const { services } = call;
  const base = registryUrl(call);
  const { found, tags, nearest, connected } = await services.store.transact(async (m) => {
    const { places, connected } = await reach(m, await call.repository(m), name.key, services.limits);
    const nearest = await nearestVersions(m, places);
    return {
      found: await withTarballs(m, publishedAmong(nearest)),
      tags: await mergedTags(m, places),
      nearest,
      connected,
    };
  });
  const held = await Promise.all(
    found.map(async (item): Promise<Listed> => {
      const { version, publishedMs, metadata } = item.found.version;
      return { version, publishedMs, metadata, manifest: await manifestOf(services, base, name, item) };
    }),
  );
  const source = connected && services.publicSources.get('npm');
  const others = source && (await publicPackage(source, name.full));
  const more = [...(others?.versions ?? [])].filter(([version]) => !nearest.has(version));
  const versions = [...held, ...more.map(([version, one]) => publicListed(base, name, version, one))];
  const visible = new Set(versions.map(({ version }) => version));
  const merged = new Map([...tags, ...(others?.tags ?? [])].filter(([, version]) => visible.has(version)));
  return { versions, tags: merged };
}

/** A version that is not fetched yet, with the digests that the registry announces, to be had from here. */
function publicListed(base: string, name: NpmName, version: string, one: PublicVersion): Listed {
  const dist = { ...objectIn(one.manifest['dist']), tarball: tarballUrl(base, name, version) };
  const { publishedMs } = one;
  return { version, publishedMs, metadata: {}, manifest: { ...one.manifest, dist } };
}

function tarballUrl(base: string, name: NpmName, version: string): string {
  return `${base}${name.full}/-/${name.key.name}-${version}.tgz`;
}

interface WithTarball {
  readonly found: FoundVersion;
  readonly sha256: string;
}

async function withTarballs(m: Metadata, versions: readonly FoundVersion[]): Promise<readonly WithTarball[]> {
  const all: WithTarball[] = [];
  for (const found of versions) {
    const tarball = await m.assets.find(found.version.id, tarballName);
    if (tarball) all.push({ found, sha256: tarball.sha256 });
  }
  return all;
}

/** Where two places have a tag the upstream's value wins (user guide, "npm tags with upstream repositories"). */
export async function mergedTags(m: Metadata, places: readonly Place[]): Promise<ReadonlyMap<string, string>> {
  const tags = new Map<string, string>();
  for (const { item } of places) {
    for (const [tag, version] of await m.distTags.list(item.id)) tags.set(tag, version);
  }
  return tags;
}

async function manifestOf(services: Services, base: string, name: NpmName, item: WithTarball): Promise<Json> {
  const { version, metadata, deprecated } = item.found.version;
  const manifest: Json = JSON.parse(metadata.manifest ?? '{}');
  const { sha1, sha512 } = await services.hashes.of(item.sha256);
  return {
    ...manifest,
    name: name.full,
    version,
    ...(deprecated !== undefined && { deprecated }),
    dist: {
      ...objectIn(manifest['dist']),
      shasum: sha1,
      integrity: `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`,
      tarball: tarballUrl(base, name, version),
    },
  };
}

function pick(manifest: Json): Json {
  const scripts = objectIn(manifest['scripts']) ?? {};
  const installs = ['preinstall', 'install', 'postinstall'].some((script) => script in scripts);
  const kept = abbreviatedFields.filter((field) => field in manifest).map((field) => [field, manifest[field]]);
  return { ...Object.fromEntries(kept), ...(installs && { hasInstallScript: true }) };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
