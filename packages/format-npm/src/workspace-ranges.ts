import semver from 'semver';

import { isJsonObject, type JsonObject } from './json-text.ts';
import { dependedOn, DEPENDENCY_FIELDS } from './stripped-manifest.ts';

/** A package of a monorepo, as far as its siblings see it. */
export interface Sibling {
  readonly name: string;
  readonly version: string;
}

/** What a package of a monorepo says about another one. */
export interface SiblingRange {
  readonly field: (typeof DEPENDENCY_FIELDS)[number];
  /** The sibling's whole name. */
  readonly name: string;
  /** As written. */
  readonly range: string;
  /** Whether npm links the sibling for it; else it is looked for in a registry. */
  readonly isLinked: boolean;
}

/** The ranges that a package.json has for its siblings, in the order of the fields and then as written. */
export function siblingRanges(content: JsonObject, siblings: ReadonlyMap<string, Sibling>): SiblingRange[] {
  return DEPENDENCY_FIELDS.flatMap((field) => {
    const ranges = content[field];
    if (!isJsonObject(ranges)) return [];
    return Object.entries(ranges).flatMap(([key, range]) => {
      if (typeof range !== 'string') return [];
      const { alias, name } = dependedOn(key, range);
      const sibling = siblings.get(name);
      // Under another name a package is always a registry's.
      if (!sibling) return [];
      const isLinked = name === key && links(alias ?? range, sibling);
      return [{ field, name: sibling.name, range, isLinked }];
    });
  });
}

/** The siblings that an installer of a package needs: those that npm links, whatever the field but `devDependencies`. */
export function neededSiblings(content: JsonObject, siblings: ReadonlyMap<string, Sibling>): string[] {
  const needed = siblingRanges(content, siblings).filter(
    ({ field, isLinked }) => isLinked && field !== 'devDependencies',
  );
  return needed.map(({ name }) => name);
}

// As arborist decides whether a link in node_modules is valid; `workspace:` is pnpm's and yarn's.
function links(range: string, { version }: Sibling): boolean {
  if (/^(?:workspace|file|link|portal):/.test(range)) return true;
  const wanted = range.trim();
  if (wanted === '' || wanted === '*') return true;
  return semver.validRange(wanted, { loose: true }) !== null && semver.satisfies(version, wanted, { loose: true });
}
