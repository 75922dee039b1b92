import { isJsonObject, type JsonObject } from './json-text.ts';
import { baseName, insidePath, relativePath, withFolders } from './posix-path.ts';
import type { NpmTarball } from './read-tarball.ts';

type Fields = Record<string, JsonObject[string]>;

/** Says that there is no README, in npm's words. */
const NO_README = 'ERROR: No README data found!';

/**
 * What npm adds to a package.json from the package's other files when it publishes: scripts for `*.gyp` and `server.js`,
 * contributors from AUTHORS, the README, man pages and bins of `directories`, types beside `main`. As
 * `@npmcli/package-json` 7 does in `prepare`, but from the tarball alone. `gitHead` is not there: a tarball has no git.
 */
export function derivedFields(tarball: NpmTarball): JsonObject {
  const content: Fields = { ...tarball.manifest.content };
  const paths = withFolders(tarball.files.map(({ path }) => path)).sort();
  fillScripts(content, paths);
  fillContributors(content, tarball.texts);
  fillReadme(content, tarball.texts);
  fillDirectories(content, paths);
  fillTypes(content, paths);
  return content;
}

function fillScripts(content: Fields, paths: readonly string[]): void {
  const scripts: Fields = { ...(isJsonObject(content['scripts']) && content['scripts']) };
  const hasGyp = paths.some((path) => /^[^./][^/]*\.gyp$/.test(path));
  if (!scripts['install'] && !scripts['preinstall'] && content['gypfile'] !== false && hasGyp) {
    content['scripts'] = scripts;
    scripts['install'] = 'node-gyp rebuild';
    content['gypfile'] = true;
  }
  if (!scripts['start'] && paths.includes('server.js')) {
    content['scripts'] = scripts;
    scripts['start'] = 'node server.js';
  }
}

function fillContributors(content: Fields, texts: ReadonlyMap<string, string>): void {
  const authors = texts.get('AUTHORS');
  if (content['contributors'] || authors === undefined) return;
  content['contributors'] = authors
    .split(/\r?\n/g)
    .map((line) => line.replace(/^\s*#.*$/, '').trim())
    .filter((line) => line !== '');
}

function fillReadme(content: Fields, texts: ReadonlyMap<string, string>): void {
  if (content['readme']) return;
  const name = readmeOf([...texts.keys()].sort());
  if (name !== undefined) {
    content['readme'] = texts.get(name) ?? '';
    content['readmeFilename'] = name;
  }
  content['readme'] ||= NO_README;
}

// npm takes the first Markdown file that its disk lists; to be a function of the tarball, README.md comes first here.
function readmeOf(names: readonly string[]): string | undefined {
  const readmes = names.filter((name) => /^readme(?:\..*)?$/i.test(name));
  const markdown = readmes.filter((name) => /\.m?a?r?k?d?o?w?n?$/i.test(name));
  return (
    markdown.find((name) => /^readme\.(?:md|markdown)$/i.test(name)) ??
    markdown[0] ??
    readmes.findLast((name) => name.endsWith('README'))
  );
}

function fillDirectories(content: Fields, paths: readonly string[]): void {
  const { directories } = content;
  if (!isJsonObject(directories)) return;
  const { man, bin } = directories;
  if (typeof man === 'string' && man !== '' && !content['man']) {
    content['man'] = under(paths, folder(man)).filter((path) => /\.[0-9]$/.test(path));
  }
  if (typeof bin === 'string' && bin !== '' && !content['bin']) {
    content['bin'] = Object.fromEntries(under(paths, folder(bin)).map((path) => [baseName(path), path]));
  }
}

function folder(path: string): string {
  return insidePath(path.replaceAll(/[\\:]/g, '/'));
}

/** The visible files and folders in `parent`, at any depth. */
function under(paths: readonly string[], parent: string): string[] {
  const prefix = parent === '' ? '' : `${parent}/`;
  return paths.filter((path) => path.startsWith(prefix) && !/(?:^|\/)\./.test(path.slice(prefix.length)));
}

function fillTypes(content: Fields, paths: readonly string[]): void {
  if ('types' in content || 'typings' in content) return;
  const main = content['main'] || 'index.js';
  // npm fails on a `main` that is no text; the package is then refused where it is normalised.
  if (typeof main !== 'string') return;
  const extensionless = relativePath(main)?.replace(/(?<=[^/])\.[^./]*$/, '');
  const types = `${extensionless}.d.ts`;
  if (extensionless !== undefined && paths.includes(types)) content['types'] = `./${types}`;
}
