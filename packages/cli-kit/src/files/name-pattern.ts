import { isSequence, type Part } from './sequence.ts';

/**
 * Tells whether a name is one that a pattern means: `*` is any characters, `?` is one, `[…]` one of several or of a range,
 * `[!…]` and `[^…]` one of no such; all else is itself. It takes no more steps than pattern times name.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const parts = [...pattern.matchAll(/\[[!^]?[^\]]+\]|[\s\S]/gu)].map(([token]) => partOf(token));
  return (name) => isSequence(parts, [...name]);
}

function partOf(token: string): Part<string> {
  if (token === '*') return '*';
  if (token === '?') return () => true;
  if (!token.startsWith('[') || token === '[') return (character) => character === token;
  const isNegated = token.length > '[!]'.length && /^\[[!^]/.test(token);
  const inside = token.slice(isNegated ? 2 : 1, -1);
  const ranges = [...inside.matchAll(/([\s\S])-([\s\S])|[\s\S]/gu)].map(([one, from = one, to = one]) => ({
    from,
    to,
  }));
  return (character) => ranges.some(({ from, to }) => from <= character && character <= to) !== isNegated;
}
