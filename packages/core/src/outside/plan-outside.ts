import type { SetEntry } from '../build-set.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { InstallerFile } from '../ports/registry.ts';
import type { Candidate } from '../promotion/candidates.ts';
import { notActive } from '../promotion/installers.ts';
import type { Refusal } from '../promotion/refusal.ts';

export interface OutsidePlanInput {
  readonly candidate: Candidate;
  readonly format: FormatAdapter;
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
  return checkOffered(input) ?? checkActive(input) ?? missingOf(input);
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
