import { gunzipSync, gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../test/code-of.ts';
import { ChunkedFile, collect } from '../test/memory-file.ts';
import { buildTar, buildTgz, pax, type TarMember } from '../test/tar-builder.ts';
import { readTarball } from './read-tarball.ts';
import { smallTarball } from './small-tarball.ts';
import { npm } from './npm.ts';
import { stripBuild } from './strip-build.ts';
import { verifyStripped } from './verify-stripped.ts';

const TEXT = `{\r
  "name": "@abc/lib", "version" : "1.0.0-24",
  "x": { "version": "1.0.0-24" },
  "dependencies": { "@abc/core": "^1.0.0-24", "other": "1.0.0-24" },
  "peerDependencies": { "@abc/core": ">=1.0.0-24 <2" }
}`;

const members = (text: string): TarMember[] => [
  { path: 'package/first.js', content: 'x', mode: 0o755 },
  pax({ path: 'package/package.json', mtime: '499162500.5' }),
  { path: 'package/ignored', content: text },
  { path: 'package/sub/', type: '5' },
  { path: 'package/sub/package.json', content: text },
];

const original = new ChunkedFile('abc-lib-1.0.0-24.tgz', buildTgz(members(TEXT)), 100);

async function stripped(file = original, siblings: readonly string[] = []): Promise<ChunkedFile> {
  const { ref, stream } = await stripBuild(file, { siblings });
  return new ChunkedFile(`abc-lib-${ref.version}.tgz`, await collect(stream()), 100);
}

describe('stripBuild', () => {
  it('rewrites the version and nothing else of the archive', async () => {
    const wanted = members(TEXT);
    wanted[2] = { path: 'package/ignored', content: TEXT.replace('1.0.0-24', '1.0.0') };
    const { ref, build, ranges } = await stripBuild(original);
    expect({ ref, build, ranges }).toEqual({
      ref: { format: 'npm', namespace: 'abc', name: 'lib', version: '1.0.0' },
      build: '24',
      ranges: [],
    });
    expect(gunzipSync((await stripped()).bytes)).toEqual(buildTar(wanted));
  });

  it('rewrites the ranges of the siblings that it is told', async () => {
    const { ranges } = await stripBuild(original, { siblings: ['@abc/core', 'absent', 'toString'] });
    expect(ranges).toEqual([
      { field: 'dependencies', name: '@abc/core', from: '^1.0.0-24', to: '^1.0.0' },
      { field: 'peerDependencies', name: '@abc/core', from: '>=1.0.0-24 <2', to: '>=1.0.0 <2' },
    ]);
    const { manifest } = await readTarball(await stripped(original, ['@abc/core']));
    expect(manifest.content['dependencies']).toEqual({ '@abc/core': '^1.0.0', other: '1.0.0-24' });
    expect(manifest.text).toContain('{\r\n  "name": "@abc/lib", "version" : "1.0.0",\n');
  });

  it('rewrites the ranges of siblings under other names, and of no other package under the name of one', async () => {
    const dependencies = { short: 'npm:@abc/core@1.0.0-24', '@abc/core': 'npm:other@1.0.0-24' };
    const content = JSON.stringify({ name: 'a', version: '2.0.0', dependencies });
    const file = new ChunkedFile('x.tgz', buildTgz([{ path: 'p/package.json', content }]));
    const result = await stripped(file, ['@abc/core']);
    const { manifest } = await readTarball(result);
    expect(manifest.version.text).toBe('2.0.0');
    expect(manifest.content['dependencies']).toEqual({ ...dependencies, short: 'npm:@abc/core@1.0.0' });
    expect(await verifyStripped(file, result)).toEqual({ equal: 'bytes', siblings: ['@abc/core'] });
  });

  it('gives the same bytes for the same tar archive, however that was compressed', async () => {
    const recompressed = new ChunkedFile('x.tgz', gzipSync(gunzipSync(original.bytes), { level: 1 }));
    const [a, b] = [await stripped(), await stripped(recompressed)];
    expect(a.bytes).toEqual(b.bytes);
    expect(a.bytes.subarray(4, 10)).toEqual(Buffer.from([0, 0, 0, 0, 2, 255]));
  });

  it('is what packing the release makes', async () => {
    const pkg = { format: 'npm', name: 'lib' } as const;
    const files = { 'a.js': 'x'.repeat(700) };
    const file = new ChunkedFile('lib.tgz', smallTarball({ pkg, version: '10.20.30-1234567', files }));
    expect((await stripped(file)).bytes).toEqual(smallTarball({ pkg, version: '10.20.30', files }));
  });

  it('keeps a byte order mark and drops what follows "+"', async () => {
    const file = new ChunkedFile(
      'x.tgz',
      buildTgz([{ path: 'p/package.json', content: '\uFEFF{"name":"a","version":"1.0.0+24"}' }]),
    );
    const { manifest } = await readTarball(await stripped(file));
    expect(manifest.text).toBe('\uFEFF{"name":"a","version":"1.0.0"}');
  });

  it.each(['1.0.0', '1.0.0-rc.1', '1.0.0-24+sha'])('refuses %s, which names no build', async (version) => {
    const content = JSON.stringify({ name: 'a', version });
    const file = new ChunkedFile('x.tgz', buildTgz([{ path: 'p/package.json', content }]));
    expect(await codeOf(() => stripped(file))).toBe('no-build-in-version');
  });

  it('takes the last of two equal keys, as installers do', async () => {
    const content = '{"name":"a","version":"1.0.0-1","dependencies":{"s":"1"},"dependencies":{"s":"2","s":"1.0.0-1"}}';
    const file = new ChunkedFile('x.tgz', buildTgz([{ path: 'p/package.json', content }]));
    const { manifest } = await readTarball(await stripped(file, ['s']));
    expect(manifest.content['dependencies']).toEqual({ s: '1.0.0' });
  });

  it('leaves every package that it strips readable, and proves it', async () => {
    const file = fc.record({
      path: fc.stringMatching(/^[a-z]{1,8}\/[a-z]{1,8}$/),
      content: fc.string({ maxLength: 2000 }),
    });
    const files = fc.uniqueArray(file, { maxLength: 5, selector: ({ path }) => path });
    const text = fc.record({
      version: fc.constantFrom('1.0.0-1', '99.0.0+777', '1.0.0-0.x'),
      extra: fc.string({ maxLength: 1500 }),
    });
    const property = fc.asyncProperty(files, text, fc.nat(5), async (others, manifest, place) => {
      const all: TarMember[] = others.map(({ path, content }) => ({ path: `package/${path}`, content }));
      all.splice(place, 0, { path: 'package/package.json', content: JSON.stringify({ name: 'a', ...manifest }) });
      const built = new ChunkedFile('a.tgz', buildTgz(all));
      const result = await stripped(built);
      expect(await verifyStripped(built, result)).toMatchObject({ equal: 'bytes', siblings: [] });
    });
    await fc.assert(property, { numRuns: 40 });
  });
});

describe('verifyStripped', () => {
  const rebuilt = (all: readonly TarMember[]): ChunkedFile => new ChunkedFile('abc-lib-1.0.0.tgz', buildTgz(all));
  const right = members(TEXT);
  right[2] = { path: 'package/ignored', content: TEXT.replace('1.0.0-24', '1.0.0') };
  const altered = (index: number, change: Partial<TarMember>): ChunkedFile =>
    rebuilt(right.map((member, at) => (at === index ? { ...member, ...change } : member)));
  const changedText = (from: string, to: string): ChunkedFile =>
    altered(2, { content: TEXT.replace('1.0.0-24', '1.0.0').replace(from, to) });

  it('says whether the files or the archives in them are equal, and which siblings were stripped', async () => {
    expect(await verifyStripped(original, await stripped())).toEqual({ equal: 'bytes', build: '24', siblings: [] });
    expect(await verifyStripped(original, rebuilt(right))).toEqual({ equal: 'payload', build: '24', siblings: [] });
    const withSiblings = await stripped(original, ['@abc/core', 'other']);
    expect(await verifyStripped(original, withSiblings)).toMatchObject({
      equal: 'bytes',
      siblings: ['@abc/core', 'other'],
    });
  });

  it.each([
    ['the original itself', original],
    ['another content', altered(0, { content: 'y' })],
    ['another mode', altered(0, { mode: 0o644 })],
    ['another name', altered(0, { path: 'package/second.js' })],
    ['another extended header', altered(1, pax({ path: 'package/package.json', mtime: '499162500.6' }))],
    ['another mode of package.json', altered(2, { mode: 0o600 })],
    ['a file more', rebuilt([...right, { path: 'package/more' }])],
    ['a file less', rebuilt(right.slice(0, -1))],
    ['another order', rebuilt([...right.slice(1), ...right.slice(0, 1)])],
    ['another version', changedText('"1.0.0"', '"1.0.1"')],
    ['another package', changedText('"@abc/lib"', '"@abc/lob"')],
    ['another field', changedText('"x"', '"y"')],
    ['other spaces', changedText('  "x"', ' "x"')],
    ['another range', changedText('"other": "1.0.0-24"', '"other": "1.0.1"')],
    ['a range more', changedText('"other"', '"more": "1", "other"')],
    ['one of two ranges stripped', changedText('"@abc/core": "^1.0.0-24"', '"@abc/core": "^1.0.0"')],
  ])('refuses %s', async (_what, file) => {
    expect(await codeOf(() => verifyStripped(original, file))).toBe('strip-differs');
  });
});

describe('the stripper of npm packages', () => {
  it('makes the release of a build, names its version, and proves it', async () => {
    const file = await npm.stripper?.strip(original);
    expect(file).toMatchObject({ ref: { namespace: 'abc', name: 'lib', version: '1.0.0' }, assetName: 'package.tgz' });
    const release = new ChunkedFile('package.tgz', await collect((file ?? original).stream()), 100);
    expect(await npm.stripper?.prove(original, release)).toBe('bytes');
    expect(await npm.stripper?.strip(release)).toBeUndefined();
  });

  it('strips packages together, names them in its recipe, and proves it by that alone', async () => {
    const packages = ['lib', 'core'].map((name) => ({ format: 'npm', namespace: 'abc', name }) as const);
    const together = npm.stripper?.together?.(packages);
    expect(together?.recipe).toBe('npm-version/1 with @abc/core @abc/lib');
    const file = await together?.strip(original);
    const release = new ChunkedFile('package.tgz', await collect((file ?? original).stream()), 100);
    const { manifest } = await readTarball(release);
    expect(manifest.content['dependencies']).toEqual({ '@abc/core': '^1.0.0', other: '1.0.0-24' });
    const again = npm.stripper?.ofRecipe?.(together?.recipe ?? '');
    expect(again?.recipe).toBe(together?.recipe);
    expect(await again?.prove(original, release)).toBe('bytes');
    expect(await codeOf(async () => npm.stripper?.prove(original, release))).toBe('strip-differs');
    expect(await codeOf(async () => again?.prove(original, await stripped()))).toBe('strip-differs');
  });
});
