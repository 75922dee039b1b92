import { redact } from '@buildset/codeartifact';

/** A change of a file as lines with `-` and `+`, without any secret; empty when nothing changes. */
export function showChange(before: string, after: string): string[] {
  const old = before.split(/\r?\n/);
  const fresh = after.split(/\r?\n/);
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  return [
    ...old.slice(head, old.length - tail).map((line) => `- ${masked(line)}`),
    ...fresh.slice(head, fresh.length - tail).map((line) => `+ ${masked(line)}`),
  ];
}

/** Whatever follows the word for a secret is one. */
function masked(line: string): string {
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const hidden = line.replace(/((?:auth|password|token)\w*["']?\s*[\s:=]\s*).+$/i, '$1***');
  return indent + redact(hidden.trim());
}
