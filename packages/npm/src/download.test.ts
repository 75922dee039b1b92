import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf, openFile } from '@buildset/cli-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NpmInMemory } from '../test/npm-in-memory.ts';

describe('download', () => {
  let npm: NpmInMemory;
  beforeEach(async () => {
    npm = await NpmInMemory.create();
    await npm.write({ 'app/package.json': { name: '@abc/app', version: '1.0.0' } });
    for (const build of ['23', '24']) {
      await npm.write({ 'app/index.js': `// build ${build}\n` });
      await npm.run(`attach --build ${build} --domain abc --repository AbcDev`, 'app');
    }
  });
  afterEach(() => npm.remove());

  it('fetches the tarball of a build that is not active, under the name that npm gives it', async () => {
    const recorded = await npm.json('show @abc/app@1.0.0 --build 23 --domain abc');
    const { code, stdout } = await npm.run('download --build 23 --to build-23 --domain abc', 'app');
    expect(code).toBe(0);
    expect(stdout).toContain('@abc/app@1.0.0 is in build-23: 1 file');
    const folder = join(npm.folder, 'app/build-23');
    expect(await readdir(folder)).toEqual(['abc-app-1.0.0.tgz']);
    const sha256 = await hashOf(await openFile(join(folder, 'abc-app-1.0.0.tgz')));
    expect(recorded).toMatchObject({ set: { assets: [{ sha256 }] } });
  });

  it('fetches what a repository holds', async () => {
    expect(await npm.json('download @abc/app@1.0.0 -r AbcDev --to dev --domain abc')).toMatchObject({
      download: { set: { format: 'npm', namespace: 'abc' }, files: [{ path: 'abc-app-1.0.0.tgz' }] },
    });
  });
});
