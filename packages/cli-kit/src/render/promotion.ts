import { formatVersion, type Method, type PromotionResult, shortDigest } from '@buildset/core';
import type { Colors } from './colors.ts';
import { formatBytes } from './size.ts';
import { costOf } from './cost.ts';
import { table } from './table.ts';

const METHODS: Readonly<Record<Method, string>> = {
  none: 'nothing to write',
  copy: 'copied inside the service',
  assemble: 'assembled in the transit, then copied inside the service',
  add: 'added to what the version held',
  tag: 'dist-tags only: the version holds the build already',
  replace: 'assembled in the transit, then put in place of what the version held',
};

/** A build is brought from one repository to another, or made what one repository holds. */
export type PromotionKind = 'promotion' | 'activation';

/** What came of a promotion, for people: what, from where to where, how, each asset, and what it cost. */
export function renderPromotion(result: PromotionResult, colors: Colors, kind: PromotionKind = 'promotion'): string[] {
  const { assets, from, hold, id, method, outcome, removed, route, set, to } = result;
  const how = route === 'direct' ? `published into ${to}, without the transit` : METHODS[method];
  const rows = assets.map(({ name, outcome: what, path = name, sha256, size }) => [
    what,
    path,
    formatBytes(size),
    `sha256 ${shortDigest(sha256)}`,
  ]);
  return [
    headline(result, colors, kind),
    ...table(
      [
        ['set', set?.digest ?? 'unknown'],
        ...(set?.origin ? [['made of', `${set.origin.set} by ${set.origin.recipe}`]] : []),
        ...(kind === 'activation'
          ? [['in', to]]
          : [
              ['from', from],
              ['to', to],
            ]),
        ...(outcome === 'refused' ? [] : [['method', `${method}: ${how}`]]),
        ...tagRows(result),
        ...(id === undefined ? [] : [['id', id]]),
        ...(hold === undefined ? [] : [['hold', holdText(result, hold)]]),
      ],
      '  ',
    ),
    '  assets',
    ...table([...rows, ...removed.map((asset) => lost(asset, outcome))], '    '),
    `  ${costOf(result)}`,
    ...(outcome === 'planned' ? ['  Nothing was written: this was a dry run.'] : []),
  ];
}

/** A hold changes what later runs do, so it is said with the way back. */
function holdText({ outcome, set, to }: PromotionResult, { action }: NonNullable<PromotionResult['hold']>): string {
  const verb = outcome === 'planned' ? 'would be' : 'is';
  if (action === 'lifted') return `the hold in ${to} ${verb} lifted: --last may choose again`;
  const spec = set === undefined ? '' : ` ${formatVersion(set.ref)}`;
  return `${verb} placed: --last leaves this build in ${to} until \`hold lift${spec} --stage ${to}\``;
}

function tagRows({ set, tags = [] }: PromotionResult): string[][] {
  const moves = tags.map(({ from, tag }) => `${tag} ${from ?? '(new)'} -> ${set?.ref.version ?? ''}`);
  return moves.length === 0 ? [] : [['tags', moves.join(', ')]];
}

/** What goes is told as plainly as what comes. */
function lost(
  { name, path = name, sha256, size }: PromotionResult['removed'][number],
  outcome: PromotionResult['outcome'],
): string[] {
  const word = outcome === 'planned' ? 'would be removed' : 'removed';
  return [word, path, formatBytes(size), `sha256 ${shortDigest(sha256)}`];
}

function headline({ from, outcome, set, to }: PromotionResult, colors: Colors, kind: PromotionKind): string {
  const ref = set === undefined ? 'the set' : formatVersion(set.ref);
  const builds = set?.builds.join(', ') ?? '';
  const what = colors.bold(`${ref}${builds === '' ? '' : ` build ${builds}`}`);
  const [verb, where] = kind === 'activation' ? ['made active', `in ${to}`] : ['promoted', `from ${from} to ${to}`];
  switch (outcome) {
    case 'promoted':
      return `${what} ${kind === 'activation' ? 'was ' : ''}${colors.green(verb)} ${where}`;
    case 'already-there':
      return `${what} is ${colors.green('already there')}: ${to} holds this build's files`;
    case 'planned':
      return `${what} would be ${verb} ${where}`;
    case 'refused':
      return `${what} was ${colors.red(`not ${verb}`)} ${where}`;
    default:
      return outcome satisfies never;
  }
}
