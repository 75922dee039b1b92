import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { JsonObject } from '../src/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { publishBody, publishDocument, publishedManifest, readTarball } from '../src/index.ts';
import { collect } from './memory-file.ts';
import { fileAt, npmMajor, Sandbox } from './real-npm.ts';
import { RecordingRegistry } from './registry.ts';
import { buildTgz } from './tar-builder.ts';

const sandbox = new Sandbox();
let registry: RecordingRegistry;
beforeAll(async () => {
  registry = await RecordingRegistry.start();
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  sandbox.remove();
});

const oracle = (await npmMajor()) >= 11;

/** What npm adds about this machine and the file's place. */
const OF_THE_MACHINE = ['_from', '_resolved', '_integrity', '_nodeVersion', '_npmVersion'];

type Files = Readonly<Record<string, string>>;

/** Each several things that do not meet, because each is a run of npm. */
const CASES: readonly (readonly [string, JsonObject, Files])[] = [
  ['nothing but name and version', {}, {}],
  [
    'a README, server.js, a gyp file, authors, types beside main and a bin as text',
    { main: './lib/index.cjs', bin: './cli.js', author: 'A B <a@b.c> (https://a.b)' },
    {
      'README.md': '# Title\n\nWhat it is for.\nMore.\n\nRest.\n',
      'readme.txt': 'x',
      'server.js': 'x',
      'binding.gyp': '{}',
      AUTHORS: '# them\nOne <o@x.y>\n\nTwo\n',
      'lib/index.cjs': '',
      'lib/index.d.ts': '',
    },
  ],
  [
    'a README without Markdown, types beside index.js, scripts and people',
    {
      scripts: { start: 'x', install: 'y', bad: 1, test: './node_modules/.bin/t' },
      author: { name: 'A', mail: 'a@b.c', web: 'https://w' },
      contributors: ['C (https://c.d)'],
      maintainers: [],
    },
    { README: 'plain text', 'index.d.ts': '', 'server.js': 'x', 'a.gyp': '' },
  ],
  [
    'an empty README, types of its own, bins and man pages',
    {
      typings: './own.d.ts',
      bin: { one: './bin/../one.js', '../two': 'two.js', bad: 1 },
      man: './man/x.1',
      bundledDependencies: ['a'],
      dependencies: { b: '1' },
    },
    { 'README.md': '', 'index.d.ts': '' },
  ],
  [
    'a README of its own, a folder of bins and one of man pages',
    {
      readme: 'own',
      description: 'd',
      directories: { bin: './tools', man: 'man' },
      bundleDependencies: true,
      dependencies: { a: '1' },
      publishConfig: { access: 'restricted' },
    },
    {
      'README.md': 'other',
      'tools/a.js': '',
      'tools/sub/b.js': '',
      'tools/.hidden': '',
      'man/x.1': '',
      'man/z.txt': '',
    },
  ],
  [
    'a shortcut for its repository, odd dependencies',
    {
      repository: 'owner/repo',
      bugs: 'https://bugs.example/',
      homepage: 'a.b',
      dependencies: { a: '1', b: 'owner/repo', c: 5 },
      devDependencies: [],
      peerDependencies: { p: '*' },
    },
    { 'README.md/x': 'x' },
  ],
  [
    'a repository object, dependencies as a list, a dist field',
    {
      repository: { type: 'git', url: 'git://github.com/owner/repo.git', directory: 'x' },
      dependencies: ['a@1', 'b >=2'],
      optionalDependencies: 'c d',
      dist: { custom: true },
      gypfile: false,
      bundleDependencies: false,
    },
    { 'a.gyp': '' },
  ],
  [
    'odd fields',
    { keywords: 'a, b', files: 'x', bugs: { name: 'x' }, description: 5, _private: 1, modules: {} },
    { 'README.': 'x' },
  ],
];

async function publishedByNpm(name: string, bytes: Uint8Array, options: readonly string[] = []): Promise<JsonObject> {
  const folder = sandbox.empty('publishing');
  writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, '.npmrc'), `registry=${registry.url}\n//${registry.host}/:_authToken=test\n`);
  await sandbox.npm(folder, 'publish', `./${name}`, '--offline=false', '--tag=next', ...options);
  const { body } = registry.published.at(-1) ?? { body: '{}' };
  return JSON.parse(body) as JsonObject;
}

function tarball(manifest: JsonObject, files: Files): Uint8Array {
  const content = JSON.stringify({ name: '@abc/lib', version: '1.0.0-24', ...manifest });
  const members = Object.entries({ 'package.json': content, ...files });
  return buildTgz(members.map(([path, text]) => ({ path: `package/${path}`, content: text })));
}

function withoutMachine(document: JsonObject): unknown {
  return JSON.parse(
    JSON.stringify(document, (key, value: unknown) => (OF_THE_MACHINE.includes(key) ? undefined : value)),
  );
}

async function publishedByUs(name: string, access?: 'restricted'): Promise<JsonObject> {
  const file = fileAt(join(sandbox.folder, 'publishing', name));
  const read = await readTarball(file);
  const document = publishDocument(read, await publishedManifest(read), {
    registry: registry.url,
    tag: 'next',
    ...(access && { access }),
  });
  const body = await collect(publishBody(document, file));
  expect(body.length).toBe(document.contentLength);
  return JSON.parse(body.toString()) as JsonObject;
}

describe.runIf(oracle)('the publish document', () => {
  it.each(CASES)('is the one that npm publish sends of a package with %s', async (_what, manifest, files) => {
    const theirs = await publishedByNpm('lib.tgz', tarball(manifest, files));
    const access = theirs['access'] === 'restricted' ? 'restricted' : undefined;
    expect(await publishedByUs('lib.tgz', access)).toEqual(withoutMachine(theirs));
    expect(registry.published.at(-1)?.path).toBe('/@abc%2flib');
  });

  it('drops what follows "+" from the version, as npm does', async () => {
    const theirs = await publishedByNpm('plus.tgz', tarball({ version: '1.0.0+24' }, {}));
    expect(theirs['dist-tags']).toEqual({ next: '1.0.0' });
    expect(await publishedByUs('plus.tgz')).toEqual(withoutMachine(theirs));
  });
});
