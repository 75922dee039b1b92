import type { LocalFile } from '@buildset/core';
import { describe, expect, it } from 'vitest';

import { collect, MemoryFile } from '../test/memory-file.ts';
import { buildWheel, wheelText, type WheelParts } from '../test/wheel-builder.ts';
import { tagWheel } from './tag-wheel.ts';
import { verifyRetagged } from './verify-retagged.ts';

const TAGGED = 'pyabc-1.0.0-23-py3-none-any.whl';
const CODE = { name: 'pyabc/__init__.py', content: 'VALUE = 1\n' };

/** The wheel as another tool would tag it: everything compressed anew. */
const retagged = (parts: WheelParts = {}): MemoryFile =>
  buildWheel({ fileName: TAGGED, wheel: wheelText(['py3-none-any'], '23'), ...parts });

async function stripped(file: LocalFile): Promise<MemoryFile> {
  const result = await tagWheel(file, { build: undefined });
  return new MemoryFile(result.name, await collect(result.stream()));
}

describe('verifyRetagged', () => {
  it('proves what tagWheel wrote, byte for byte', async () => {
    expect(await verifyRetagged(retagged(), await stripped(retagged()))).toEqual({ equal: 'bytes' });
  });

  it('proves what another tool wrote, content by content', async () => {
    expect(await verifyRetagged(buildWheel(), retagged())).toEqual({ equal: 'contents' });
  });

  it('admits folded lines and another order of RECORD', async () => {
    const wheel = wheelText(['py3-none-any'], '23').replace('Generator: test 1.0', 'Generator: test\n 1.0');
    expect(await verifyRetagged(buildWheel(), retagged({ wheel }))).toEqual({ equal: 'contents' });
  });

  it.each([
    ['another content', retagged({ members: [{ ...CODE, content: 'VALUE = 2\n' }] })],
    ['another mode', retagged({ members: [{ ...CODE, mode: 0o100755 }] })],
    ['another file', retagged({ members: [CODE, { name: 'pyabc/more.py' }] })],
    ['a file less', retagged({ members: [] })],
    ['another WHEEL', retagged({ wheel: wheelText(['py3-none-any'], '23').replace('true', 'false') })],
    [
      'another tag',
      retagged({ fileName: 'pyabc-1.0.0-23-py2-none-any.whl', wheel: wheelText(['py2-none-any'], '23') }),
    ],
    ['another version', retagged({ fileName: 'pyabc-1.0.1-23-py3-none-any.whl' })],
  ])('refuses %s', async (_, file) => {
    await expect(verifyRetagged(buildWheel(), file)).rejects.toMatchObject({ code: 'retag-differs' });
  });
});
