import {
  type ActivateOptions,
  activateNewest,
  activateSet,
  type Connection,
  type Context,
  defined,
  isGuarded,
  type Target,
} from '@buildset/cli-kit';
import {
  type AttachedBuild,
  attachRecord,
  CodedError,
  formatVersion,
  type Home,
  inParallel,
  type PromotionResult,
  type Provenance,
  type TagPolicy,
} from '@buildset/core';
import { npm } from '@buildset/format-npm';
import { NpmCommandError } from '../npm-command-error.ts';
import { inDependencyOrder } from './in-dependency-order.ts';
import type { ReadyPackage } from './ready-package.ts';

/** Packages that are put on record, or made active, at once. */
const CONCURRENCY = 4;

/** A package, and the tag of its build. */
export interface PackageBuild {
  readonly pkg: ReadyPackage;
  readonly build?: string;
}

/** What came of one package. */
export interface AttachedPackage extends PackageBuild {
  readonly attached?: AttachedBuild;
  /** Absent when it was not tried. */
  readonly activation?: PromotionResult;
  /** What stopped it. */
  readonly error?: CodedError;
}

export interface AttachPackagesOptions {
  readonly target: Target;
  /** `newest`: what is newest for a repository without gates. `this`: this very build. */
  readonly activation: 'newest' | 'this' | 'none';
  readonly tags?: TagPolicy;
  readonly provenance: Provenance;
  readonly workItems: readonly string[];
  /** `NAME=VALUE` each: how the service behaves. */
  readonly assume?: readonly string[];
}

/**
 * Keeps every package on record, then makes them active, each after those of them that it depends on. One that fails stops the
 * activation of what depends on it (`dependency-not-active`), and nothing else. With one package alone its error is thrown.
 */
export async function attachPackages(
  builds: readonly PackageBuild[],
  connection: Connection,
  context: Context,
  options: AttachPackagesOptions,
): Promise<AttachedPackage[]> {
  const [first] = builds;
  // A repository that is not there is told before anything is kept.
  const looking = first && connection.domain.reader(options.target.repository).describeVersion(first.pkg.ref);
  const [home] = await Promise.all([connection.home(), looking]);
  context.progress.stage(
    `keeping ${builds.length === 1 ? '1 package' : `${builds.length} packages`} on record`,
    sizeOf(builds),
  );
  const recorded = await inParallel(builds, CONCURRENCY, async (one): Promise<AttachedPackage> => {
    context.signal.throwIfAborted();
    return await orError(one, builds.length, context, async () => ({
      ...one,
      attached: await record(one, home, context, options),
    }));
  });
  return await inDependencyOrder(
    recorded,
    CONCURRENCY,
    async (one, needed: () => Promise<readonly AttachedPackage[]>) => {
      context.signal.throwIfAborted();
      return await orError(one, builds.length, context, async () => {
        const turn = async (): Promise<void> => requireDone(one, await needed());
        const activation = await activate(one, connection, context, { ...options, turn, isNamed: builds.length > 1 });
        return { ...one, ...defined({ activation }) };
      });
    },
  );
}

/** Whether a package is not what it was to become. That a hold keeps an older build active is somebody's wish. */
export function isOpen({ activation, error }: AttachedPackage): boolean {
  return error !== undefined || (activation?.outcome === 'refused' && activation.reason?.code !== 'hold');
}

function requireDone({ pkg }: AttachedPackage, needed: readonly AttachedPackage[]): void {
  const open = needed.find(isOpen);
  if (!open) return;
  throw new NpmCommandError(
    'dependency-not-active',
    `It was not made active, because ${formatVersion(open.pkg.ref)} is not, which ${formatVersion(pkg.ref)} depends on.`,
    `Mend that first, and run the same command again.`,
    { side: 'destination' },
  );
}

async function record(
  { build, pkg }: PackageBuild,
  home: Home,
  { progress }: Context,
  { provenance, target, workItems }: AttachPackagesOptions,
): Promise<AttachedBuild> {
  const file = { asset: pkg.asset, open: async () => pkg.file.stream() };
  return await attachRecord({ ref: pkg.ref, files: [file], ...defined({ build }) }, home, {
    provenance,
    workItems,
    repository: target.repository,
    onEvent: (event) => {
      if (event.type === 'sent') progress.advance(event.bytes);
      if (event.type === 'already-there') progress.advance(event.size);
    },
  });
}

async function activate(
  { attached }: AttachedPackage,
  connection: Connection,
  context: Context,
  {
    activation,
    assume = [],
    isNamed,
    tags,
    target,
    turn,
  }: AttachPackagesOptions & Pick<ActivateOptions, 'isNamed' | 'turn'>,
): Promise<PromotionResult | undefined> {
  if (!attached || activation === 'none' || (activation === 'newest' && isGuarded(target))) return undefined;
  const ports = { connection, format: npm };
  const { repository } = target;
  const options = { assume, ...defined({ isNamed, turn }) };
  if (activation === 'newest') {
    return await activateNewest(attached, { repository, ...defined({ tags }) }, ports, context, options);
  }
  const { digest, set } = attached;
  const request = {
    ref: set.ref,
    selector: { by: 'set', digest },
    repository,
    ...defined({ gates: target.gates, tags }),
  } as const;
  return await activateSet(request, ports, context, options);
}

/** One of several that fails does not stop the others. */
async function orError(
  one: AttachedPackage,
  count: number,
  { signal }: Context,
  work: () => Promise<AttachedPackage>,
): Promise<AttachedPackage> {
  try {
    return await work();
  } catch (error) {
    if (count === 1 || signal.aborted) throw error;
    return {
      ...one,
      error: error instanceof CodedError ? error : new CodedError('unexpected', String(error), { cause: error }),
    };
  }
}

function sizeOf(builds: readonly PackageBuild[]): number {
  return builds.reduce((sum, { pkg }) => sum + pkg.asset.size, 0);
}
