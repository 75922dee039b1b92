import {
  activateNewest,
  activateSet,
  type Connection,
  type Context,
  defined,
  inParallel,
  isGuarded,
  type Target,
} from '@buildset/cli-kit';
import {
  attachRecord,
  type AttachedBuild,
  CodedError,
  type Home,
  type PromotionResult,
  type Provenance,
  type TagPolicy,
} from '@buildset/core';
import { npm } from '@buildset/format-npm';
import type { ReadyPackage } from './ready-package.ts';

/** Packages that are put on record at once. */
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
 * Keeps every package on record, then makes them active one after the other, in the order given, so that no package becomes
 * active before what it depends on. One that fails stops the activation of those after it, not their record. With one package
 * alone its error is thrown.
 */
export async function attachPackages(
  builds: readonly PackageBuild[],
  connection: Connection,
  context: Context,
  options: AttachPackagesOptions,
): Promise<AttachedPackage[]> {
  const home = await connection.home();
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
  const results: AttachedPackage[] = [];
  for (const one of recorded) {
    const isStopped = results.some(({ activation, error }) => error !== undefined || isRefused(activation));
    results.push(isStopped ? one : await activate(one, builds.length, connection, context, options));
  }
  return results;
}

/** Whether an activation was refused for another reason than a hold, which is somebody's wish. */
export function isRefused(activation: PromotionResult | undefined): boolean {
  return activation?.outcome === 'refused' && activation.reason?.code !== 'hold';
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
  one: AttachedPackage,
  count: number,
  connection: Connection,
  context: Context,
  { activation, assume = [], tags, target }: AttachPackagesOptions,
): Promise<AttachedPackage> {
  const { attached } = one;
  if (!attached || activation === 'none' || (activation === 'newest' && isGuarded(target))) return one;
  const ports = { connection, format: npm };
  const { repository } = target;
  return await orError(one, count, context, async () => {
    if (activation === 'newest') {
      return {
        ...one,
        activation: await activateNewest(attached, { repository, ...defined({ tags }) }, ports, context, { assume }),
      };
    }
    const { digest, set } = attached;
    const request = {
      ref: set.ref,
      selector: { by: 'set', digest },
      repository,
      ...defined({ gates: target.gates, tags }),
    } as const;
    return { ...one, activation: await activateSet(request, ports, context, { assume }) };
  });
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
