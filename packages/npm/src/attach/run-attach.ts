import {
  type ConnectionFlags,
  type Context,
  defined,
  type ExitCode,
  readBuildNumber,
  readProvenance,
  tagsOf,
  usageError,
} from '@buildset/cli-kit';
import { parseBuildTag, type TagPolicy } from '@buildset/core';
import { npm } from '@buildset/format-npm';
import { NpmCommandError } from '../npm-command-error.ts';
import { choosePackages, type PackageArguments } from '../package/choose-packages.ts';
import { checkNpmRun } from '../package/own-package.ts';
import { attachPackages } from './attach-packages.ts';
import { type AttachTarget, attachTarget } from './attach-target.ts';
import { packPackages } from './pack-packages.ts';
import type { ReadyPackage } from './ready-package.ts';
import { exitOf, reportAttached, reportDryRun } from './report.ts';

export interface AttachArguments extends PackageArguments, ConnectionFlags {
  readonly repository?: string | undefined;
  readonly tag?: string | undefined;
  readonly allowBackwards?: boolean | undefined;
  readonly activate?: boolean | undefined;
  readonly noActivate?: boolean | undefined;
  readonly build?: string | undefined;
  readonly workItem?: readonly (string | number)[] | undefined;
  readonly ignoreScripts?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
}

/** Packs and reads everything, keeps it on record, makes it active where it is for, and tells what came of it. */
export async function runAttach(args: AttachArguments, context: Context): Promise<ExitCode> {
  if (args.activate === true && args.noActivate === true)
    throw usageError('Give --activate or --no-activate, not both.');
  checkNpmRun({ ...args }, context.environment, context.program);
  const number = args.build === 'auto' ? readBuildNumber(context.environment) : undefined;
  const build = number?.build ?? args.build;
  if (build !== undefined) parseBuildTag(build);
  const chosen = await choosePackages(args, context);
  const where = await attachTarget(args, chosen, context);
  const tags = tagPolicyOf(args, where);
  const packing = { ...where.packing, ...(args.ignoreScripts === true ? { ignoreScripts: true } : {}) };
  const packed = await packPackages(chosen, packing, context);
  try {
    const builds = packed.packages.map((pkg) => ({ pkg, ...defined({ build: buildOf(pkg, build) }) }));
    const { target } = where;
    if (args.dryRun === true) return reportDryRun(builds, target.repository, context);
    const connection = await context.connect(where.settings);
    const attached = await attachPackages(builds, connection, context, {
      target,
      activation: args.noActivate === true ? 'none' : args.activate === true ? 'this' : 'newest',
      provenance: await readProvenance(context.environment, context.folder),
      workItems: (args.workItem ?? []).map(String),
      ...defined({ tags, assume: args.assume?.map(String) }),
    });
    reportAttached({ attached, target, connection, ...defined({ number }) }, context);
    return exitOf(attached);
  } finally {
    await packed.dispose();
  }
}

/** The tag that was given, or the one that the version names. Throws `build-disagrees` when they are not the same. */
function buildOf({ build: own, ref }: ReadyPackage, given: string | undefined): string | undefined {
  if (given === undefined || own === undefined || parseBuildTag(own) === parseBuildTag(given)) return given ?? own;
  throw new NpmCommandError(
    'build-disagrees',
    `The version ${ref.version} names the build ${own}, and --build is ${given}.`,
    `Leave --build out, or set the version: npm version ${ref.version.replace(own, given)} --no-git-tag-version.`,
  );
}

/** The tag that was given, else the one that npm's own settings name. Throws `usage` and `invalid-tag`. */
function tagPolicyOf({ allowBackwards, tag }: AttachArguments, where: AttachTarget): TagPolicy | undefined {
  const name = tag ?? where.tag;
  return tagsOf({ allowBackwards, tag: name === undefined ? [] : [name] }, npm).tags;
}
