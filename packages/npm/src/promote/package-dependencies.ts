import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Place, PreparedPromotion } from '@buildset/cli-kit';
import {
  type CheckedSet,
  type Dependencies,
  formatVersion,
  listAllVersions,
  type Objection,
  type PlannedBuild,
  type RequiredBuild,
  type SetCheck,
  type VersionRef,
} from '@buildset/core';
import { type InstallProblem, NPM_ASSET, NpmDependencies, type RegistryLogin } from '@buildset/format-npm';
import { NpmCommandError } from '../npm-command-error.ts';

const REASONS: Readonly<Record<Exclude<InstallProblem['reason'], 'left-out'>, string>> = {
  unknown: 'there is no such package',
  'no-version': 'no version fits',
  conflict: 'peers exclude each other',
};

/**
 * What npm packages require of each other. Of a missing package the version is meant that npm would take of those in the
 * source, and of that the build which an install from the source gets.
 */
export class PackageDependencies implements Dependencies {
  readonly #npm: NpmDependencies;
  readonly #names: { readonly from: string; readonly to: string };

  constructor({ places, ports, request }: PreparedPromotion, login: (place: Place) => Promise<RegistryLogin>) {
    const { from, to } = request;
    this.#names = { from, to };
    this.#npm = new NpmDependencies({
      source: once(() => login(places.source)),
      destination: once(() => login(places.destination)),
      held: async (pkg) => {
        const versions = await listAllVersions(ports.source.reader(from), pkg, { status: 'Published' });
        return versions.map(({ version }) => version);
      },
    });
  }

  check(planned: readonly PlannedBuild[]): SetCheck {
    return async (set) =>
      await onDisk(set, async (tarball) => {
        const problems = await this.#problems(set, tarball, planned);
        return problems.map((problem) => this.#objectionTo(set, problem)).find((objection) => objection !== undefined);
      });
  }

  async *missing(set: CheckedSet, planned: readonly PlannedBuild[]): AsyncGenerator<RequiredBuild> {
    for (;;) {
      const ref = await onDisk(set, async (tarball) => await this.#nextMissing(set, tarball, planned));
      if (!ref) return;
      yield { ref, selector: { by: 'files', names: [NPM_ASSET] } };
    }
  }

  /** npm stops at the first that is missing, so that the next one is found once this one is planned. */
  async #nextMissing(
    set: CheckedSet,
    tarball: string,
    planned: readonly PlannedBuild[],
  ): Promise<VersionRef | undefined> {
    for (const { wanted } of await this.#problems(set, tarball, planned)) {
      const found = wanted && (await this.#npm.inSource(wanted));
      if (found && !planned.some(({ ref }) => formatVersion(ref) === formatVersion(found))) return found;
    }
    return undefined;
  }

  async #problems(
    { set }: CheckedSet,
    tarball: string,
    planned: readonly PlannedBuild[],
  ): Promise<readonly InstallProblem[]> {
    return await this.#npm
      .problems(
        tarball,
        planned.map(({ ref }) => ref),
      )
      .catch((cause: unknown) => {
        throw unknown(set.ref, cause);
      });
  }

  #objectionTo({ set }: CheckedSet, { reason, what }: InstallProblem): Objection | undefined {
    if (reason === 'left-out') return undefined;
    const { from, to } = this.#names;
    return {
      code: 'dependencies-missing',
      message: `${to} does not offer what ${formatVersion(set.ref)} requires: ${what} (${REASONS[reason]}).`,
      next: `Promote that first, or with --with-deps what ${from} has. npm stops at the first that is missing: there may be more.`,
    };
  }
}

async function onDisk<Found>({ open, set }: CheckedSet, work: (tarball: string) => Promise<Found>): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'buildset-check-'));
  try {
    const tarball = join(folder, NPM_ASSET);
    for (const entry of set.entries) await pipeline(Readable.from(await open(entry)), createWriteStream(tarball));
    return await work(tarball);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => (made ??= make());
}

function unknown(ref: VersionRef, cause: unknown): NpmCommandError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new NpmCommandError(
    'dependencies-unknown',
    `npm cannot tell whether ${formatVersion(ref)} could be installed: ${why}`,
    'Run it again, or leave --check-deps and --with-deps out.',
    { cause, side: 'destination' },
  );
}
