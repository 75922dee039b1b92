import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENSE_FILE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;
const RULE = '-'.repeat(80);

/**
 * A plugin of rolldown that writes THIRD-PARTY-NOTICES beside a bundle: name, version and license text of every package whose
 * code the bundle holds, as their licenses ask. Fails the build where a package comes without a license.
 */
export const notices = () => ({
  name: 'third-party-notices',
  generateBundle(_options, bundle) {
    const folders = new Set();
    for (const { modules = {} } of Object.values(bundle)) {
      for (const [id, { renderedLength }] of Object.entries(modules)) {
        const folder = renderedLength > 0 && packageFolder(id);
        if (folder) folders.add(folder);
      }
    }
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES', source: noticesOf([...folders]) });
  },
});

/** The folder of the installed package that a module belongs to; undefined for our own. */
function packageFolder(id) {
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/@]+)[\\/]/.exec(id.replace(/^\0/, '')) ?? [];
  return folder;
}

/** Each text once, below all the packages that come with it. */
function noticesOf(folders) {
  const packages = new Map();
  for (const folder of folders) {
    const { license, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = licenseText(folder);
    if (text === undefined && license === undefined) throw new Error(`${name} ${version} comes without a license`);
    const key = text?.trim() ?? '';
    packages.set(key, [...(packages.get(key) ?? []), `${name} ${version} (${license ?? 'see below'})`]);
  }
  const notices = [...packages].map(([text, names]) => `${[...new Set(names)].sort().join('\n')}\n\n${text}\n`);
  return notices.sort().join(`\n${RULE}\n\n`);
}

/** Some packages leave the text to others of their scope: then the name of the license alone is told. */
function licenseText(folder) {
  const file = readdirSync(folder).find((name) => LICENSE_FILE.test(name));
  return file && readFileSync(join(folder, file), 'utf8');
}
