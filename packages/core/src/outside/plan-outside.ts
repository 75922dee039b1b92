import type { SetEntry } from '../build-set.ts';
import { formatVersion } from '../coordinates.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { InstallerFile } from '../ports/registry.ts';
import type { Candidate } from '../promotion/candidates.ts';
import { notActive } from '../promotion/installers.ts';
import type { Observed } from '../promotion/observe.ts';
import type { Refusal } from '../promotion/plan.ts';

export interface OutsidePlanInput {
  readonly candidate: Candidate;
  readonly format: FormatAdapter;
  /** The source's name. */
  readonly from: string;
  readonly sourceHolds: Observed;
  readonly isInSource: boolean;
  /** The index's address. */
  readonly address: string;
  /** What it offers of the version. */
  readonly offered: readonly InstallerFile[];
  readonly addAnyway: boolean;
}

export interface OutsidePlan {
  readonly method: 'none' | 'add';
  /** Entries that the index lacks. */
  readonly missing: readonly SetEntry[];
  /** Whether the version will hold the set and nothing else. */
  readonly exact: boolean;
}

/** Decides which files are to be sent, or why none may be. Pure. */
export function planOutside(input: OutsidePlanInput): OutsidePlan | Refusal {
  return checkSource(input) ?? checkOffered(input) ?? checkActive(input) ?? missingOf(input);
}

function checkSource({ candidate, from, isInSource, sourceHolds }: OutsidePlanInput): Refusal | undefined {
  const what = formatVersion(candidate.set.ref);
  const { status } = sourceHolds;
  if (status !== undefined && status !== 'Published') {
    return { method: 'refuse', code: 'source-status', message: `${what} is ${status} in ${from}.` };
  }
  if (isInSource) return undefined;
  const next = 'A set is promoted from a repository that holds the whole of it.';
  return { method: 'refuse', code: 'not-in-source', message: `${from} does not hold the whole of the set.`, next };
}

/** Files of an index never change, so one of the same name with other bytes ends it. */
function checkOffered({ address, candidate, offered }: OutsidePlanInput): Refusal | undefined {
  const known = new Map(offered.map((file) => [file.name, file]));
  const clashing = candidate.set.entries.filter(({ name, sha256 }) => {
    const file = known.get(name);
    return file !== undefined && file.sha256 !== sha256;
  });
  if (clashing.length === 0) return undefined;
  const names = clashing.map(({ name }) => name).join(', ');
  const isUntold = clashing.every(({ name }) => known.get(name)?.sha256 === undefined);
  const message = isUntold
    ? `${address} has ${names} already, and does not tell which bytes.`
    : `${address} has ${names} with other bytes.`;
  return {
    method: 'refuse',
    code: 'drift',
    message,
    next: 'Files of an index are for good: find out who sent them, and release another version or build.',
  };
}

function checkActive({ addAnyway, address, candidate, format, offered }: OutsidePlanInput): Refusal | undefined {
  const { entries } = candidate.set;
  const loser = addAnyway ? undefined : notActive(format, [...offered, ...entries], entries);
  if (!loser) return undefined;
  return {
    method: 'refuse',
    code: 'not-active',
    message: `Installers of ${address} would take ${loser.winner}, not ${loser.chosen}, for ${loser.slot}.`,
    next: 'Release another version or a higher build, or yank theirs; --add-anyway adds it although it is not taken.',
  };
}

function missingOf({ candidate, offered }: OutsidePlanInput): OutsidePlan {
  const { entries } = candidate.set;
  const there = new Set(offered.map(({ name }) => name));
  const missing = entries.filter(({ name }) => !there.has(name));
  const others = offered.filter(({ name }) => !entries.some((entry) => entry.name === name));
  return { method: missing.length === 0 ? 'none' : 'add', missing, exact: others.length === 0 };
}
