import { type PackageRef, type VersionRef, versionOf } from '@buildset/core';

import { npmName, parseNpmName } from '../npm-name.ts';
import { compareNpmVersions } from '../npm-version.ts';
import { inTemporaryFolder } from './in-temporary-folder.ts';
import { type InstallProblem, installProblems, type WantedPackage } from './install-problems.ts';
import { type OfferedPackage, type RegistryLogin, registryOptions } from './registry-options.ts';

/** The two ends of a promotion, as npm reaches them. */
export interface DependencyEnds {
  readonly destination: () => Promise<RegistryLogin>;
  readonly source: () => Promise<RegistryLogin>;
  /** The published versions that the source itself holds: those of its upstreams are not among them. */
  readonly held: (pkg: PackageRef) => Promise<readonly string[]>;
}

/** What packages require of each other, as npm resolves it. Each registry is asked for a package once. Reads only. */
export class NpmDependencies {
  readonly #ends: DependencyEnds;
  readonly #answers = new Map<string, Promise<OfferedPackage | undefined>>();

  constructor(ends: DependencyEnds) {
    this.#ends = ends;
  }

  /** What stands in the way of installing a tarball from the destination, once the planned versions are there as well. */
  async problems(tarball: string, planned: readonly VersionRef[]): Promise<readonly InstallProblem[]> {
    const names = [...new Set(planned.map(npmName))];
    const known = await Promise.all(names.map((name) => this.#withPlanned(name, planned)));
    return await installProblems(tarball, await this.#ends.destination(), known);
  }

  /** The version that npm would take of those that the source itself holds; undefined where none fits. */
  async inSource({ name, range }: WantedPackage): Promise<VersionRef | undefined> {
    const pkg = parseNpmName(name);
    const [held, offered] = await Promise.all([this.#ends.held(pkg), this.#offered(name, this.#ends.source)]);
    const own = Object.entries(offered?.versions ?? {}).filter(([version]) => held.includes(version));
    if (!offered || own.length === 0) return undefined;
    const known = [{ ...offered, versions: Object.fromEntries(own) }];
    const { default: pacote } = await import('pacote');
    try {
      const { version } = await pacote.manifest(
        `${name}@${range}`,
        registryOptions(await this.#ends.source(), { known }),
      );
      return versionOf(pkg, version);
    } catch (error) {
      if (isCoded(error, 'ETARGET')) return undefined;
      throw error;
    }
  }

  /** What the destination will offer. A version that the source does not show, because its build was never active there, counts by its number. */
  async #withPlanned(name: string, planned: readonly VersionRef[]): Promise<OfferedPackage> {
    const { destination, source } = this.#ends;
    const [there, here] = await Promise.all([this.#offered(name, destination), this.#offered(name, source)]);
    const versions = planned.filter((ref) => npmName(ref) === name).map(({ version }) => version);
    const latest = versions.toSorted(compareNpmVersions).at(-1);
    return {
      name,
      'dist-tags': { ...(latest === undefined ? {} : { latest }), ...there?.['dist-tags'] },
      versions: {
        ...there?.versions,
        ...Object.fromEntries(versions.map((version) => [version, here?.versions[version] ?? { name, version }])),
      },
    };
  }

  /** Undefined for a package that a registry does not have. */
  async #offered(name: string, end: () => Promise<RegistryLogin>): Promise<OfferedPackage | undefined> {
    const login = await end();
    const key = `${login.registry}${name}`;
    const answer = this.#answers.get(key) ?? fetchPackage(name, login);
    this.#answers.set(key, answer);
    return await answer;
  }
}

async function fetchPackage(name: string, login: RegistryLogin): Promise<OfferedPackage | undefined> {
  const { default: pacote } = await import('pacote');
  return await inTemporaryFolder(async (cache) => {
    try {
      return await pacote.packument(name, registryOptions(login, { cache }));
    } catch (error) {
      if (isCoded(error, 'E404')) return undefined;
      throw error;
    }
  });
}

function isCoded(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
