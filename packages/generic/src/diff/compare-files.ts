import type { SetFile } from '@buildset/cli-kit';

/** What differs between two trees; each list sorted by path. */
export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Other bytes, or another mode. */
  readonly changed: readonly { readonly path: string; readonly bytes: boolean; readonly mode: boolean }[];
}

/** A path of a tree; without mode and digest where what stands there is no file of a set. */
type Comparable = Pick<SetFile, 'path'> & Partial<Pick<SetFile, 'mode' | 'sha256'>>;

/** Compares two trees, the older first. */
export function compareFiles(before: readonly Comparable[], after: readonly Comparable[]): Difference {
  const old = new Map(before.map((file) => [file.path, file]));
  const now = new Map(after.map((file) => [file.path, file]));
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  const both = paths.flatMap((path) => {
    const [one, other] = [old.get(path), now.get(path)];
    if (!one || !other) return [];
    const mode = one.mode !== undefined && other.mode !== undefined && one.mode !== other.mode;
    return [{ path, bytes: one.sha256 !== other.sha256, mode }];
  });
  return {
    added: paths.filter((path) => !old.has(path)),
    removed: paths.filter((path) => !now.has(path)),
    changed: both.filter(({ bytes, mode }) => bytes || mode),
  };
}

/** A line for each file that differs: `+` added, `-` removed, `~` changed; behind its path what it is, if no file. */
export function renderDifference(
  { added, changed, removed }: Difference,
  unfit: ReadonlyMap<string, string> = new Map(),
): string[] {
  const lines = [
    ...added.map((path) => [path, `+ ${path}${remark(unfit.get(path))}`] as const),
    ...removed.map((path) => [path, `- ${path}`] as const),
    ...changed.map(({ bytes, mode, path }) => {
      const what = [bytes ? '' : 'same bytes', mode ? 'other mode' : ''].filter((word) => word !== '').join(', ');
      return [path, `~ ${path}${remark(unfit.get(path) ?? what)}`] as const;
    }),
  ];
  return lines.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

function remark(what = ''): string {
  return what === '' ? '' : ` (${what})`;
}
