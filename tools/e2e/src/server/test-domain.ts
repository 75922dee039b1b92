import { signedCall } from './signed-call.ts';
import { type Server, serverEnvironment } from './start-server.ts';

export interface HeldAsset {
  readonly name: string;
  readonly sha256: string;
}

export interface HeldVersion {
  readonly revision: string;
  /** By name. */
  readonly assets: readonly HeldAsset[];
}

/** A domain of the embedded server, seen and steered by other means than the product's. */
export interface TestDomain {
  readonly server: Server;
  readonly name: string;
  /** What the AWS CLI, SDKs and the bins need: credentials, region and endpoint. */
  readonly env: Readonly<Record<string, string>>;
  createRepository(name: string, upstreams?: readonly string[]): Promise<void>;
  /** What a repository holds of a version; undefined when it has none. */
  held(repository: string, packageName: string, version?: string): Promise<HeldVersion | undefined>;
  /** The same of a version of any format, by the query of ListPackageVersionAssets. */
  listed(query: Readonly<Record<string, string>>): Promise<HeldVersion | undefined>;
  /** What the home holds under a record's version, for example `1.0.0+23`. */
  record(packageName: string, version: string): Promise<HeldVersion | undefined>;
  /** The versions of generic packages that the home holds unfinished: open records. */
  openRecords(packageName: string): Promise<readonly string[]>;
  /** The files that the simple index offers to installers, by name. */
  offered(repository: string, packageName: string): Promise<readonly HeldAsset[]>;
  token(): Promise<string>;
  /** Where a package manager finds a repository, with a token in it. */
  indexUrl(repository: string): Promise<string>;
  /** The same without a token and without `simple/`: where uploads go. */
  uploadUrl(repository: string): string;
}

const RECORDS = { repository: 'buildset', format: 'generic', namespace: 'buildset.set.pypi' };

/** Makes a domain with repositories. */
export async function makeDomain(
  server: Server,
  name: string,
  repositories: readonly string[] = ['AbcDev', 'AbcStaging', 'AbcProd'],
): Promise<TestDomain> {
  const call = async (method: string, path: string, query: Record<string, string>, input?: unknown) => {
    const answer = await signedCall(server, method, path, { domain: name, ...query }, input);
    if (answer.status !== 200 && answer.status !== 404) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer;
  };
  let token: Promise<string> | undefined;
  const askToken = async (): Promise<string> => {
    const { body } = await call('POST', '/v1/authorization-token', {});
    return textIn(body, 'authorizationToken');
  };
  const base = (repository: string) => `${server.endpoint}/pypi/d/${name}-${server.account}/${repository}/`;
  const assetsOf = async (query: Record<string, string>): Promise<HeldVersion | undefined> => {
    const { body, status } = await call('POST', '/v1/package/version/assets', query);
    if (status === 404) return undefined;
    const listing = body as { versionRevision: string; assets: { name: string; hashes: { 'SHA-256': string } }[] };
    const assets = listing.assets.map((asset) => ({ name: asset.name, sha256: asset.hashes['SHA-256'] }));
    return { revision: listing.versionRevision, assets: byName(assets) };
  };
  const domain: TestDomain = {
    server,
    name,
    env: serverEnvironment(server),
    async createRepository(repository, upstreams = []) {
      const input = { upstreams: upstreams.map((repositoryName) => ({ repositoryName })) };
      await call('POST', '/v1/repository', { repository }, input);
    },
    held: (repository, packageName, version = '1.0.0') =>
      assetsOf({ repository, format: 'pypi', package: packageName, version }),
    listed: assetsOf,
    record: (packageName, version) => assetsOf({ ...RECORDS, package: packageName, version }),
    async openRecords(packageName) {
      const query = { ...RECORDS, package: packageName, status: 'Unfinished' };
      const { body, status } = await call('POST', '/v1/package/versions', query);
      if (status === 404) return [];
      return (body as { versions: { version: string }[] }).versions.map(({ version }) => version);
    },
    async offered(repository, packageName) {
      const response = await fetch(`${base(repository)}simple/${packageName}/`, {
        headers: { accept: 'application/vnd.pypi.simple.v1+json', authorization: `Bearer ${await domain.token()}` },
      });
      if (response.status === 404) return [];
      if (!response.ok) throw new Error(`the index of ${repository}: ${response.status}`);
      const page = (await response.json()) as { files: { filename: string; hashes: { sha256: string } }[] };
      return byName(page.files.map(({ filename, hashes }) => ({ name: filename, sha256: hashes.sha256 })));
    },
    token: () => (token ??= askToken()),
    async indexUrl(repository) {
      const url = new URL(`${base(repository)}simple/`);
      url.username = 'aws';
      url.password = await domain.token();
      return url.href;
    },
    uploadUrl: base,
  };
  await call('POST', '/v1/domain', {}, {});
  for (const repository of repositories) await domain.createRepository(repository);
  return domain;
}

function byName(assets: readonly HeldAsset[]): HeldAsset[] {
  return assets.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function textIn(body: unknown, field: string): string {
  const value = typeof body === 'object' && body !== null ? Object.entries(body).find(([name]) => name === field) : [];
  if (typeof value?.[1] !== 'string') throw new Error(`no ${field} in the answer`);
  return value[1];
}
