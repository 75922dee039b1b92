import type { Gates } from '@buildset/core';
import { type Configuration, durationMs, type Stage } from './configuration.ts';

/** Where a promotion goes, with what its stage asks for. */
export interface Target {
  readonly repository: string;
  readonly gates?: Gates;
  readonly exclusive: boolean;
  readonly replace: boolean;
}

/** The repository that a name means: a stage's, else the repository of that name itself. */
export function repositoryOf(name: string, { stages = {} }: Configuration): string {
  return stages[name]?.repository ?? name;
}

/** The destination that a name means: a stage by its name or its repository, else a repository without gates. */
export function targetOf(name: string, configuration: Configuration): Target {
  const found = stageOf(name, configuration);
  if (!found) return { repository: name, exclusive: false, replace: false };
  const [stageName, stage] = found;
  const { approvals, checks, exclusive = false, from, repository, soak } = stage;
  const gates: Gates = {
    stage: stageName,
    ...(from ? { from: from.map((one) => repositoryOf(one, configuration)) } : {}),
    ...(checks ? { checks } : {}),
    ...(approvals === undefined ? {} : { approvals }),
    ...(soak === undefined ? {} : { soakMs: durationMs(soak) }),
  };
  return { repository, gates, exclusive, replace: stage.replace === 'allow' };
}

/** A repository is guarded by its stage's gates under whichever of its names it is called. */
function stageOf(name: string, { stages = {} }: Configuration): readonly [string, Stage] | undefined {
  const byName = stages[name];
  if (byName) return [name, byName];
  return Object.entries(stages).find(([, { repository }]) => repository === name);
}
