import { MemoryFile } from '@buildset/core';
import { describe, expect, it } from 'vitest';
import { generic } from './generic.ts';

describe('the generic format', () => {
  it('takes names to the letter, and refuses what the service refuses', () => {
    expect(generic.canonicalName('Devops.Scripts')).toBe('Devops.Scripts');
    for (const name of ['', 'a/b', 'a b', 'a#b', 'a\u0000', 'x'.repeat(256)]) {
      expect(() => generic.canonicalName(name)).toThrow(expect.objectContaining({ code: 'invalid-name' }));
    }
  });

  it('says which path an asset stands for', () => {
    expect(generic.pathOf?.('bin~1deploy.sh')).toBe('bin/deploy.sh');
    expect(generic.pathOf?.('~archive.tar.gz')).toBeUndefined();
  });

  it('knows no package from a file alone', async () => {
    await expect(generic.inspect(new MemoryFile('x', ''))).rejects.toMatchObject({ code: 'package-not-named' });
  });
});
