import type { FormatAdapter, PromotionRequest, VersionRef } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { Configuration } from '../config/configuration.ts';
import { repositoryOf, type Target, targetOf } from '../config/stages.ts';
import { parsePackage, parseVersionRef } from '../formats.ts';
import { type SelectorFlags, selectorOf } from './selector.ts';

/** What the command line says of a promotion. */
export interface PromotionFlags extends SelectorFlags {
  readonly spec?: string | undefined;
  readonly package?: string | undefined;
  readonly packageVersion?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly exclusive?: boolean | undefined;
  readonly replace?: boolean | undefined;
  readonly addAnyway?: boolean | undefined;
  readonly allowUpstream?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly override?: string | undefined;
}

/** Names of stages mean their repositories. Throws `usage` for what is missing or contradicts itself. */
export function requestOf(
  flags: PromotionFlags,
  format: FormatAdapter,
  configuration: Configuration = {},
): PromotionRequest {
  const target = flags.to === undefined ? undefined : targetOf(flags.to, configuration);
  const from = flags.from === undefined ? onlySource(target) : repositoryOf(flags.from, configuration);
  const to = target?.repository;
  if (from === undefined || to === undefined) {
    throw usageError('The two repositories are needed.', 'Give --from and --to, each a stage or a repository.');
  }
  if (from === to) throw usageError(`--from and --to are the same repository, ${from}.`);
  return {
    ref: refOf(flags, format),
    selector: selectorOf(flags),
    from,
    to,
    exclusive: flags.exclusive ?? target?.exclusive ?? false,
    replace: flags.replace ?? target?.replace ?? false,
    ...(target?.gates ? { gates: target.gates } : {}),
    ...(flags.override === undefined ? {} : { override: flags.override }),
    addAnyway: flags.addAnyway ?? false,
    allowUpstream: flags.allowUpstream ?? false,
    dryRun: flags.dryRun ?? false,
  };
}

/** Where builds of a stage come from, when its configuration names one place alone. */
function onlySource(target: Target | undefined): string | undefined {
  const [only, ...others] = target?.gates?.from ?? [];
  return others.length === 0 ? only : undefined;
}

function refOf({ package: name, packageVersion, spec }: PromotionFlags, format: FormatAdapter): VersionRef {
  if (spec !== undefined && name === undefined && packageVersion === undefined) return parseVersionRef(spec, format);
  if (spec === undefined && name !== undefined && packageVersion !== undefined) {
    return { ...parsePackage(name, format), version: packageVersion };
  }
  throw usageError(
    'Exactly one version of a package is needed.',
    'Give <package>==<version>, or --package NAME and --package-version VERSION.',
  );
}
