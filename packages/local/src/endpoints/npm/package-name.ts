import { packageKey } from '../../model/names.ts';
import type { PackageKey } from '../../storage/records.ts';

/** A package as an npm path names it. */
export interface NpmName {
  /** With its scope: `@scope/name`. */
  readonly full: string;
  readonly key: PackageKey;
}

/** As long as the service's model lets a name be. */
const part = /^[^\s/@#?%][^\s/#?%]{0,254}$/u;

/** `name` or `@scope/name`; undefined when it is neither. */
export function npmName(full: string): NpmName | undefined {
  const [scope, name] = full.startsWith('@') ? full.slice(1).split('/', 2) : [undefined, full];
  if (!name || !part.test(name) || (scope !== undefined && !part.test(scope))) return undefined;
  if (full.split('/').length !== (scope === undefined ? 1 : 2)) return undefined;
  return { full, key: packageKey('npm', scope, name) };
}

/** Takes the package off the front of a path's segments: `@scope/name` may be one segment (its slash encoded) or two. */
export function takeName(segments: readonly string[]): { name: NpmName; rest: readonly string[] } | undefined {
  const [first = '', second = ''] = segments;
  const parts = first.startsWith('@') && !first.includes('/') ? 2 : 1;
  const name = npmName(parts === 2 ? `${first}/${second}` : first);
  return name && { name, rest: segments.slice(parts) };
}
