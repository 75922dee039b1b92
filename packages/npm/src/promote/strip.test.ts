import type { VersionRef } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NpmInMemory } from '../../test/npm-in-memory.ts';

const B: VersionRef = { format: 'npm', name: 'b', version: '1.0.0' };

describe('promote --strip-build', () => {
  let npm: NpmInMemory;
  beforeEach(async () => {
    npm = await NpmInMemory.create();
    await npm.write({
      'mono/buildset.config.json': {
        domain: 'abc',
        stages: { dev: { repository: 'AbcDev' }, staging: { repository: 'AbcStaging', from: ['dev'] } },
      },
      'mono/package.json': { name: 'mono', private: true, workspaces: ['packages/*'] },
      'mono/packages/a/package.json': { name: 'a', version: '1.0.0-24', dependencies: { b: '1.0.0-24' } },
      'mono/packages/b/package.json': { name: 'b', version: '1.0.0-24' },
    });
    const { code, stderr } = await npm.run('attach --workspaces -r dev', 'mono');
    if (code !== 0) throw new Error(stderr);
  });
  afterEach(() => npm.remove());

  it('promotes the version without its build', async () => {
    const { code } = await npm.run('promote --last --to staging --strip-build', 'mono/packages/b');
    expect(code).toBe(0);
    expect(await npm.domain.reader('AbcStaging').describeVersion(B)).toMatchObject({ status: 'Published' });
  });

  it('is refused for a monorepo before anything is written', async () => {
    const { writes } = npm.meter.read();
    const { code, stderr } = await npm.run('promote --workspaces --last --to staging --strip-build', 'mono');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('one package at a time') });
    expect(npm.meter.read().writes).toBe(writes);
  });
});
