import { createHash, randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { MemoryFile } from '../test/memory-file.ts';
import { buildWheel, wheelText } from '../test/wheel-builder.ts';
import type { ZipMember } from '../test/zip-builder.ts';
import { examine } from './inspect.ts';
import { tagWheel } from './tag-wheel.ts';

const TAGGED = 'pyabc-1.0.0-24-py3-none-any.whl';

function renamed({ bytes }: MemoryFile, name: string): MemoryFile {
  return new MemoryFile(name, bytes);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('examine', () => {
  const members: readonly ZipMember[] = [
    { name: 'pyabc/', content: '' },
    { name: 'pyabc/empty.py', content: '' },
    { name: 'pyabc/stored.bin', content: randomBytes(1_100_000), method: 0 }, // more than is read at once
    { name: 'pyabc/large.txt', content: 'line\n'.repeat(200_000), method: 8 },
    { name: 'pyabc/noise.bin', content: randomBytes(400_000), method: 8 },
    { name: 'pyabc/streamed.txt', content: 'streamed\n'.repeat(1000), method: 8, descriptor: true },
  ];

  it('gives the digest of the file that it holds against its RECORD', async () => {
    const wheel = buildWheel({ members });
    expect(await examine(wheel)).toMatchObject({ assetName: wheel.name, sha256: sha256(wheel.bytes) });
  });

  it('reads the file once, and its directory and metadata besides', async () => {
    const wheel = buildWheel({ members });
    await examine(wheel);
    expect(wheel.bytesRead).toBeLessThan(wheel.size + 200 * 1024);
  });

  it('reads a small file once, and nothing besides', async () => {
    const wheel = buildWheel();
    await examine(wheel);
    expect(wheel.bytesRead).toBe(wheel.size);
  });

  it('gives the digest of a wheel that is tagged on its way', async () => {
    const tagged = await tagWheel(buildWheel({ members }), { build: '24' });
    const hash = createHash('sha256');
    for await (const chunk of tagged.stream()) hash.update(chunk);
    expect(await examine(tagged)).toMatchObject({ buildTag: '24', sha256: hash.digest('hex') });
  });

  describe('when a wheel was renamed', () => {
    it('refuses another build, and says how to tag it', async () => {
      const wheel = renamed(buildWheel({ wheel: wheelText(undefined, '23') }), TAGGED);
      await expect(examine(wheel)).rejects.toMatchObject({
        code: 'build-tag-disagrees',
        next: expect.stringContaining('codeartifact-twine tag --build 24 pyabc-1.0.0-23-py3-none-any.whl'),
      });
    });

    it('refuses an untagged one that got a tag, and one that lost its tag', async () => {
      const code = 'build-tag-disagrees';
      await expect(examine(renamed(buildWheel(), TAGGED))).rejects.toMatchObject({ code });
      await expect(examine(buildWheel({ wheel: wheelText(undefined, '23') }))).rejects.toMatchObject({ code });
    });

    it('takes 023 for 23, as older releases of wheel write it', async () => {
      const wheel = renamed(buildWheel({ wheel: wheelText(undefined, '23') }), 'pyabc-1.0.0-023-py3-none-any.whl');
      expect(await examine(wheel)).toMatchObject({ buildTag: '023' });
    });
  });

  it('refuses a wheel to which a file was added', async () => {
    const wheel = buildWheel({ members, extra: [{ name: 'pyabc/more.py', content: 'x = 1\n' }] });
    await expect(examine(wheel)).rejects.toMatchObject({ code: 'record-mismatch', next: expect.any(String) });
  });
});
