import type { Gates, OriginControls } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { ConnectionSettings } from '../connection/connection.ts';
import { didYouMean } from '../nearest.ts';
import { type ConnectionFlags, settingsFor } from '../flags.ts';
import { type Configuration, durationMs, type Stage } from './configuration.ts';
import type { FoundConfiguration } from './find-configuration.ts';

/** A repository, and how to reach it. */
export interface Place {
  readonly repository: string;
  /** The stage's name, where it is one. */
  readonly stage?: string;
  readonly settings: ConnectionSettings;
}

/** Where a promotion goes, with what its stage asks for. */
export interface Target {
  readonly repository: string;
  readonly gates?: Gates;
  readonly exclusive: boolean;
  readonly stripBuild: boolean;
  readonly replace: boolean;
  /** Whether publishing makes the newest build active there. */
  readonly activate: boolean;
  /** What packages are to have there. */
  readonly originControls?: OriginControls;
}

/** Whether what stands in a repository's place is the address of an index outside CodeArtifact. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** The repository that a name means: a stage's, else the repository of that name itself. */
export function repositoryOf(name: string, { stages = {} }: Configuration): string {
  return stages[name]?.repository ?? name;
}

/** The place that a name means: a stage by its name or its repository, else a repository of the usual connection. */
export function placeOf(name: string, flags: ConnectionFlags, found: FoundConfiguration): Place {
  const named = stageOf(name, found.configuration);
  if (!named) return { repository: name, settings: settingsFor(undefined, flags, found) };
  const [stage, { connection, repository }] = named;
  const own = connection && { name: stage, connection };
  return { repository, stage, settings: settingsFor(own, flags, found) };
}

/**
 * The stage where builds begin, which is where they are uploaded to when nothing else is said: the only one that others
 * are promoted from, and that is promoted to from nowhere. Undefined when it is not as clear as that.
 */
export function entryStage({ stages = {} }: Configuration): string | undefined {
  const sources = new Set(Object.values(stages).flatMap(({ from = [] }) => from));
  const entries = Object.entries(stages).filter(([name, { from }]) => from === undefined && sources.has(name));
  const [only, ...others] = entries;
  return others.length === 0 ? only?.[0] : undefined;
}

/** Whether two places are reached in the same way, so that one connection serves both. */
export function sameConnection(a: Pick<Place, 'settings'>, b: Pick<Place, 'settings'>): boolean {
  const text = ({ settings }: Pick<Place, 'settings'>) => JSON.stringify(Object.entries(settings).sort());
  return text(a) === text(b);
}

/** The destination that a name means: a stage by its name or its repository, else a repository without gates. */
export function targetOf(name: string, configuration: Configuration): Target {
  const found = stageOf(name, configuration);
  if (!found) return { repository: name, exclusive: false, stripBuild: false, replace: false, activate: true };
  const [stageName, stage] = found;
  const {
    activate,
    approvals,
    checks,
    exclusive = false,
    from,
    originControls,
    repository,
    soak,
    stripBuild = false,
  } = stage;
  const gates: Gates = {
    stage: stageName,
    ...(from ? { from: from.map((one) => repositoryOf(one, configuration)) } : {}),
    ...(checks ? { checks } : {}),
    ...(approvals === undefined ? {} : { approvals }),
    ...(soak === undefined ? {} : { soakMs: durationMs(soak) }),
  };
  return {
    repository,
    gates,
    exclusive,
    stripBuild,
    replace: stage.replace === 'allow',
    activate: activate === undefined ? !asksForSomething(gates) : activate === 'newest',
    ...(originControls ? { originControls } : {}),
  };
}

/** Whether a name means a stage that takes builds from others only. Throws as `stageOf`. */
export function isOrdered(name: string, configuration: Configuration): boolean {
  return stageOf(name, configuration)?.[1].from !== undefined;
}

/** What to tell of a name that is meant for a stage and is none, where there are any. Throws as `stageOf`. */
export function strangerAmongStages(name: string, configuration: Configuration): string | undefined {
  const names = Object.keys(configuration.stages ?? {});
  if (names.length === 0 || stageOf(name, configuration)) return undefined;
  return [`${name} is none of the stages: ${names.join(', ')}.`, didYouMean(name, names) ?? ''].join(' ').trim();
}

/** Whether only a promotion or an activation by name brings a set there. */
function asksForSomething({ approvals = 0, checks = [], from, soakMs = 0 }: Gates): boolean {
  return approvals > 0 || checks.length > 0 || soakMs > 0 || from !== undefined;
}

/** A repository is guarded by its stage's gates under whichever of its names it is called. Throws `usage`. */
export function stageOf(name: string, { stages = {} }: Configuration): readonly [string, Stage] | undefined {
  const byName = stages[name];
  if (byName) return [name, byName];
  const [only, ...others] = Object.entries(stages).filter(([, { repository }]) => repository === name);
  if (others.length === 0) return only;
  const names = [only, ...others].flatMap((one) => one?.[0] ?? []).join(' and ');
  throw usageError(`${name} is the repository of several stages: ${names}.`, 'Name the stage that is meant.');
}
