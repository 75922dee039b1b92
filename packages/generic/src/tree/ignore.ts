import { isSequence, namePattern, type Part } from '@buildset/cli-kit';

interface Rule {
  /** The names of a path. */
  readonly parts: readonly Part<string>[];
  readonly onlyFolders: boolean;
  /** It counts from the top of the tree; else it is of names anywhere. */
  readonly isAnchored: boolean;
}

/**
 * Whether a path is left out. A pattern without `/` is of names anywhere, one with a `/` of paths from the top; `*` and
 * `?` stay within a name, `**` goes over folders, `[…]` is one of several; what ends with `/` is of folders only.
 * A folder that matches takes everything in it along.
 */
export function ignoring(patterns: readonly string[]): (path: string, isFolder: boolean) => boolean {
  const rules = patterns.map(ruleOf);
  return (path, isFolder) => {
    const names = path.split('/');
    return rules.some(
      ({ isAnchored, onlyFolders, parts }) =>
        (isFolder || !onlyFolders) && isSequence(parts, isAnchored ? names : names.slice(-1)),
    );
  };
}

function ruleOf(pattern: string): Rule {
  const bare = pattern.replace(/\/+$/, '').replace(/^\.(?=\/)/, '');
  const isAnchored = bare.includes('/');
  const names = bare.replace(/^\//, '').split('/');
  const parts = names.map((name) => (name === '**' ? ('*' as const) : namePattern(name)));
  // At the end it is what is in a folder, and not the folder.
  const isInside = isAnchored && names.at(-1) === '**';
  return {
    parts: isInside ? [...parts, () => true] : parts,
    onlyFolders: pattern.endsWith('/'),
    isAnchored,
  };
}
