import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { afterAll, describe, expect, it } from 'vitest';

import { pack, readTarball } from '../src/index.ts';
import { codeOf } from './code-of.ts';
import { MONOREPO, PACKAGES, REAL_PACKAGES } from './packages.ts';
import { fileAt, npmMajor, Sandbox } from './real-npm.ts';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());

const oracle = (await npmMajor()) >= 11;
const nodeModules = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

async function own(folder: string, options: { readonly ignoreScripts?: boolean } = {}): Promise<Uint8Array> {
  const destination = sandbox.empty('own');
  const { path } = await pack(folder, { destination, ...options });
  return readFileSync(path);
}

/** What differs between two tarballs: the tar archive, or only how it is compressed. */
function difference(found: Uint8Array, wanted: Uint8Array = new Uint8Array(0)): 'archive' | 'gzip' | undefined {
  if (Buffer.compare(gunzipSync(found), gunzipSync(wanted)) !== 0) return 'archive';
  return Buffer.compare(found, wanted) === 0 ? undefined : 'gzip';
}

describe.runIf(oracle)('pack', () => {
  const quiet = Object.keys(PACKAGES).filter((name) => name !== 'scripted' && name !== 'rewriting');

  it('makes the tarballs of npm pack for every kind of package', async () => {
    const folders = quiet.map((name) => sandbox.write(name, PACKAGES[name] ?? {}));
    const theirs = await sandbox.npmPack(sandbox.folder, ...quiet.map((name) => `./${name}`));
    for (const [index, folder] of folders.entries())
      expect(difference(await own(folder), theirs[index])).toBeUndefined();
  });

  it.each(['scripted', 'rewriting'])('runs the scripts of the package "%s" when npm does', async (name) => {
    const files = PACKAGES[name] ?? {};
    const [mine, other] = [sandbox.write(`mine/${name}`, files), sandbox.write(`theirs/${name}`, files)];
    const [theirs] = await sandbox.npmPack(other, '--foreground-scripts=false');
    expect(difference(await own(mine), theirs)).toBeUndefined();
    const order = join('dist', 'order.txt');
    const left = [mine, other].map(
      (folder) => existsSync(join(folder, order)) && readFileSync(join(folder, order), 'utf8'),
    );
    expect(left[0]).toBe(left[1]);
  });

  it('leaves the scripts out when it is told to', async () => {
    const folder = sandbox.write('ignoring', PACKAGES['scripted'] ?? {});
    const [theirs] = await sandbox.npmPack(folder, '--ignore-scripts');
    expect(difference(await own(folder, { ignoreScripts: true }), theirs)).toBeUndefined();
  });

  it('packs a workspace with the ignore files of its root, and the root, as npm does', async () => {
    const root = sandbox.write('mono', MONOREPO);
    for (const place of ['packages/a', 'packages/b', 'tools/one', 'outside', '.']) {
      const [theirs] = await sandbox.npmPack(join(root, place));
      expect(difference(await own(join(root, place)), theirs)).toBeUndefined();
    }
    const [byFlag] = await sandbox.npmPack(root, '-w', '@m/a');
    expect(difference(await own(join(root, 'packages/a')), byFlag)).toBeUndefined();
  });

  it('makes the tarballs of npm pack for real packages', async () => {
    const folders = REAL_PACKAGES.map((name) => {
      const folder = join(sandbox.folder, 'real', name.replace('/', '-'));
      cpSync(join(nodeModules, name), folder, {
        recursive: true,
        filter: (path) => !/node_modules.*node_modules/.test(path),
      });
      return folder;
    });
    const theirs = await sandbox.npmPack(
      sandbox.folder,
      '--ignore-scripts',
      ...folders.map((path) => `.${path.slice(sandbox.folder.length)}`),
    );
    for (const [index, folder] of folders.entries())
      expect(difference(await own(folder, { ignoreScripts: true }), theirs[index])).toBeUndefined();
  });
});

describe('pack', () => {
  it('names the file as npm does and leaves nothing else behind', async () => {
    const folder = sandbox.write('named', { 'package.json': { name: '@abc/named', version: '1.0.0-24' } });
    const destination = sandbox.empty('destination');
    const packed = await pack(folder, { destination });
    expect(packed.fileName).toBe('abc-named-1.0.0-24.tgz');
    expect(packed.path).toBe(join(destination, packed.fileName));
    expect(dirname(packed.path)).toBe(destination);
    expect(readdirSync(destination)).toEqual([packed.fileName]);
    const { ref } = await readTarball(fileAt(packed.path));
    expect(ref).toEqual({ format: 'npm', namespace: 'abc', name: 'named', version: '1.0.0-24' });
  });

  it('does not pack its own unfinished tarball when it is put into the package', async () => {
    const folder = sandbox.write('inside', { 'package.json': { name: 'inside', version: '1.0.0' } });
    const { path } = await pack(folder, { destination: folder });
    const { files } = await readTarball(fileAt(path));
    expect(files.map(({ path: name }) => name)).toEqual(['package.json']);
    expect(readdirSync(folder).toSorted()).toEqual(['inside-1.0.0.tgz', 'package.json']);
  });

  it('says which script failed, and what it said', async () => {
    const scripts = { prepare: `node -e "console.error('no compiler'); process.exit(3)"` };
    const folder = sandbox.write('failing', { 'package.json': { name: 'failing', version: '1.0.0', scripts } });
    const destination = sandbox.empty('failed');
    const error: unknown = await pack(folder, { destination }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'script-failed', message: expect.stringMatching(/"prepare".*no compiler/s) });
    expect(readdirSync(destination)).toEqual([]);
  });

  it('refuses a folder that is no package', async () => {
    const destination = sandbox.empty('nothing');
    const nameless = sandbox.write('nameless', { 'package.json': { version: '1.0.0' } });
    const broken = sandbox.write('broken', { 'package.json': '{' });
    expect(await codeOf(() => pack(nameless, { destination }))).toBe('invalid-manifest');
    expect(await codeOf(() => pack(broken, { destination }))).toBe('pack-failed');
    expect(await codeOf(() => pack(destination, { destination }))).toBe('pack-failed');
    expect(await codeOf(() => pack(nameless, { destination: join(destination, 'absent') }))).toBe('pack-failed');
  });
});
