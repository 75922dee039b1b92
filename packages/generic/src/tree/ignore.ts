/**
 * Whether a path is left out. A pattern without `/` is of names anywhere, one with a `/` of paths from the top; `*` and
 * `?` stay within a name, `**` goes over folders, `[…]` is one of several; what ends with `/` is of folders only.
 * A folder that matches takes everything in it along.
 */
export function ignoring(patterns: readonly string[]): (path: string, isFolder: boolean) => boolean {
  const rules = patterns.map(ruleOf);
  return (path, isFolder) =>
    rules.some(({ expression, onlyFolders }) => (isFolder || !onlyFolders) && expression.test(path));
}

function ruleOf(pattern: string): { readonly expression: RegExp; readonly onlyFolders: boolean } {
  const onlyFolders = pattern.endsWith('/');
  const bare = pattern.replace(/\/+$/, '').replace(/^\.\//, '');
  const isAnchored = bare.includes('/');
  const source = bare.replace(/^\//, '').replace(/\*\*\/|\*\*|\[!?[^\]]+\]|[\s\S]/g, expressionOf);
  return { expression: new RegExp(`${isAnchored ? '^' : '(?:^|/)'}${source}$`), onlyFolders };
}

function expressionOf(token: string): string {
  if (token === '**/') return '(?:[^/]+/)*';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (token.length > 2) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
  return token.replace(/[.+^${}()|[\]\\]/, '\\$&');
}
