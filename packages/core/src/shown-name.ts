import type { SetEntry } from './build-set.ts';
import type { FormatAdapter } from './ports/format-adapter.ts';

/** How many names a message has. */
const LISTED = 10;

/** What tells the path that a name stands for; a format is one. */
export type PathOf = Pick<FormatAdapter, 'pathOf'>;

/** What people know an asset by: its path in a tree, where it has one, else its name. */
export function shownName({ name, path }: Pick<SetEntry, 'name' | 'path'>, format?: PathOf): string {
  return path ?? format?.pathOf?.(name) ?? name;
}

/** Several of them, for a sentence: the first ten, and how many more there are. */
export function shownNames(assets: readonly Pick<SetEntry, 'name' | 'path'>[], format?: PathOf): string {
  const names = assets.slice(0, LISTED).map((asset) => shownName(asset, format));
  const more = assets.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
