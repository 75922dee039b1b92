import {
  type ConnectionFlags,
  type Context,
  type FoundConfiguration,
  type Place,
  placeOf,
  usageError,
} from '@buildset/cli-kit';
import type { Format, RepositoryRef } from '@buildset/core';

/** A stage of a domain, as far as rights go. */
export interface StageScope {
  readonly name: string;
  readonly repository: string;
  /** Builds come into being here: it takes them from nowhere. */
  readonly isEntry: boolean;
  /** Builds are promoted to it. */
  readonly isDestination: boolean;
  /** Nothing is promoted from it: what consumers use. */
  readonly isFinal: boolean;
  /** Its packages' origin controls are looked at. */
  readonly checksOrigin: boolean;
}

/** A domain of the configuration, and what of it a role is about. */
export interface DomainScope {
  /** The domain's name; with account and region before it where the configuration has another domain of that name. */
  readonly label: string;
  readonly ref: Omit<RepositoryRef, 'repository'>;
  readonly home: string;
  readonly transit: string;
  readonly stages: readonly StageScope[];
  readonly formats: readonly Format[];
  /** Repositories that stages reach as upstreams. */
  readonly upstreams: readonly string[];
}

export interface ScopeOptions {
  readonly formats: readonly Format[];
  readonly upstreams: readonly string[];
}

/**
 * The domains of the configuration, each with its stages. One request for a domain whose owner is not configured.
 * Throws `usage` when there are no stages.
 */
export async function domainScopes(
  flags: ConnectionFlags,
  options: ScopeOptions,
  context: Context,
): Promise<DomainScope[]> {
  const found = await context.configuration();
  const stages = stagesOf(found, flags);
  const scopes = new Map<string, Omit<DomainScope, 'label'>>();
  for (const { place, stage } of stages) {
    const { domain, homeName, transitName } = await context.connect(place.settings);
    const { domain: name, domainOwner, partition, region } = domain.ref;
    const key = [partition, region, domainOwner, name, homeName].join(' ');
    const known = scopes.get(key) ?? { ref: domain.ref, home: homeName, transit: transitName, stages: [], ...options };
    scopes.set(key, { ...known, stages: [...known.stages, stage] });
  }
  const all = [...scopes.values()];
  return all.map((scope) => ({ ...scope, label: labelOf(scope, all) }));
}

function labelOf({ ref }: Pick<DomainScope, 'ref'>, all: readonly Pick<DomainScope, 'ref'>[]): string {
  const { domain, domainOwner, region } = ref;
  const isOnly = all.every((other) => other.ref === ref || other.ref.domain !== domain);
  return isOnly ? domain : `${domainOwner}/${region}/${domain}`;
}

function stagesOf(
  found: FoundConfiguration,
  flags: ConnectionFlags,
): { readonly place: Place; readonly stage: StageScope }[] {
  const entries = Object.entries(found.configuration.stages ?? {});
  if (entries.length === 0) {
    throw usageError('The configuration has no stages.', 'Name them first: `buildset config schema` shows how.');
  }
  const sources = new Set(entries.flatMap(([, { from = [] }]) => from));
  const isOrdered = entries.some(([, { from }]) => from !== undefined);
  return entries.map(([name, stage], index) => {
    const { approvals = 0, checks = [], from, originControls, repository } = stage;
    const isEntry = isOrdered ? from === undefined && checks.length === 0 && approvals === 0 : index === 0;
    const isFinal = isOrdered ? !sources.has(name) && !sources.has(repository) : index === entries.length - 1;
    return {
      place: placeOf(name, flags, found),
      stage: {
        name,
        repository,
        isEntry,
        isDestination: !isEntry,
        isFinal,
        checksOrigin: originControls !== undefined,
      },
    };
  });
}
