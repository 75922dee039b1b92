import type { FormatAdapter, Gates, PromotionRequest, VersionRef } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { FoundConfiguration } from '../config/find-configuration.ts';
import {
  isOrdered,
  type Place,
  placeOf,
  sameConnection,
  stageOf,
  strangerAmongStages,
  targetOf,
} from '../config/stages.ts';
import { defined } from '../defined.ts';
import type { ConnectionFlags } from '../flags.ts';
import { parsePackage, parseVersionRef } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { splitSet } from '../set-spec.ts';
import { isInOneWord, refuseFlags } from './named-set.ts';
import { type SelectorFlags, selectorOf } from './selector.ts';
import { type TagFlags, tagsOf } from './tag-flags.ts';

/** What the command line says of the way, whatever is promoted. */
export interface RouteFlags extends ConnectionFlags {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly exclusive?: boolean | undefined;
  readonly stripBuild?: boolean | undefined;
  readonly replace?: boolean | undefined;
  readonly addAnyway?: boolean | undefined;
  readonly allowUpstream?: boolean | undefined;
  readonly allowPartial?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly override?: string | undefined;
}

/** What the command line says of a promotion. */
export interface PromotionFlags extends SelectorFlags, RouteFlags, TagFlags {
  readonly spec?: string | undefined;
  readonly package?: string | undefined;
  readonly packageVersion?: string | undefined;
}

/** Names of stages mean their repositories, reached as the stages say. Throws `usage` for what is missing or contradicts itself. */
export function requestOf(
  flags: PromotionFlags,
  format: FormatAdapter,
  found: FoundConfiguration,
): PromotionRequest & Ends {
  const what = buildOf(flags, format);
  return { ...routeOf(flags, found), ...what, ...tagsOf(flags, format) };
}

/** From where to where, what the stage asks for, and what may be done there. Throws `usage`. */
export function routeOf(
  flags: RouteFlags,
  found: FoundConfiguration,
): Omit<PromotionRequest, 'ref' | 'selector'> & Ends {
  if (flags.to === undefined) {
    throw usageError('The two repositories are needed.', 'Give --from and --to, each a stage or a repository.');
  }
  const fromName = flags.from ?? requireSource(flags.to, found);
  const [source, destination] = [placeOf(fromName, flags, found), placeOf(flags.to, flags, found)];
  if (source.repository === destination.repository && sameConnection(source, destination)) {
    const next =
      'Name another one to promote to. What a repository holds of an npm or a generic version, `activate` changes.';
    throw usageError(`--from and --to are the same repository, ${source.repository}.`, next);
  }
  const target = targetOf(flags.to, found.configuration);
  const gates = target.gates && gatesFor(target.gates, source, flags, found);
  return {
    source,
    destination,
    from: source.repository,
    to: destination.repository,
    isSourceOrdered: isOrdered(fromName, found.configuration),
    exclusive: flags.exclusive ?? target.exclusive,
    strip: flags.stripBuild ?? target.stripBuild,
    replace: flags.replace ?? target.replace,
    ...(gates ? { gates } : {}),
    ...(target.originControls ? { originControls: target.originControls } : {}),
    ...(flags.override === undefined ? {} : { override: flags.override }),
    ...defined({ assetCap: found.configuration.assetCap }),
    addAnyway: flags.addAnyway ?? false,
    allowUpstream: flags.allowUpstream ?? false,
    allowPartial: flags.allowPartial ?? false,
    dryRun: flags.dryRun ?? false,
  };
}

/** Where builds of a stage come from, when its configuration names one place alone. */
export function onlySource(to: string, { configuration }: FoundConfiguration): string | undefined {
  const [only, ...others] = stageOf(to, configuration)?.[1].from ?? [];
  return others.length === 0 ? only : undefined;
}

/** As `onlySource`. Throws `usage` where there is none, or more than one. */
export function requireSource(to: string, found: FoundConfiguration): string {
  const source = onlySource(to, found);
  if (source !== undefined) return source;
  const next = `Give --from, a stage or a repository. ${strangerAmongStages(to, found.configuration) ?? ''}`.trim();
  throw usageError('Nothing says where the build comes from.', next);
}

/** The two places of a promotion. */
export interface Ends {
  readonly source: Place;
  readonly destination: Place;
}

/** Which build of which version: in one word (`pyabc==1.0.0#23`), or by flags. Throws `usage`. */
export function buildOf(flags: PromotionFlags, format: FormatAdapter): Pick<PromotionRequest, 'ref' | 'selector'> {
  const { spec } = flags;
  if (spec === undefined || !isInOneWord(spec)) return { ref: refOf(flags, format), selector: selectorOf(flags) };
  refuseFlags(spec, flags);
  const { selector, version } = splitSet(spec);
  return { ref: refOf({ ...flags, spec: version }, format), selector };
}

/**
 * The gates as they are for a source: a repository of another domain is not the one that is allowed, although it has its
 * name.
 */
export function gatesFor(gates: Gates, source: Place, flags: ConnectionFlags, found: FoundConfiguration): Gates {
  const names = found.configuration.stages?.[gates.stage]?.from;
  if (!names) return gates;
  const from = names.map((name) => {
    const place = placeOf(name, flags, found);
    const isNamesake = place.repository === source.repository && !sameConnection(place, source);
    return isNamesake ? `${place.repository} of the stage ${name}` : place.repository;
  });
  return { ...gates, from };
}

export function refOf({ package: name, packageVersion, spec }: PromotionFlags, format: FormatAdapter): VersionRef {
  if (spec !== undefined && name === undefined && packageVersion === undefined) return parseVersionRef(spec, format);
  if (spec === undefined && name !== undefined && packageVersion !== undefined) {
    return { ...parsePackage(name, format), version: packageVersion };
  }
  throw usageError(
    'Exactly one version of a package is needed.',
    `Give ${sampleOf(format.format).spelling}, or --package NAME and --package-version VERSION.`,
  );
}
