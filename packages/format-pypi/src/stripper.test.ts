import { describe, expect, it } from 'vitest';
import { MemoryFile } from '../test/memory-file.ts';
import { pypi } from './pypi.ts';
import { smallWheel } from './small-wheel.ts';

const wheel = (build?: string) => {
  const { content, name } = smallWheel({
    name: 'pyabc',
    version: '1.0.0',
    files: { 'pyabc.py': '' },
    ...(build ? { build } : {}),
  });
  return new MemoryFile(name, content);
};

describe('the stripper of wheels', () => {
  it('takes the build tag out, tells what to upload, and proves what it made', async () => {
    const stripped = await pypi.stripper?.strip(wheel('23'));
    expect(stripped).toMatchObject({ ref: { name: 'pyabc', version: '1.0.0' }, assetName: wheel().name });
    expect(stripped?.buildTag).toBeUndefined();
    expect(stripped?.fields).toContainEqual(['version', '1.0.0']);
    const chunks: Uint8Array[] = [];
    for await (const chunk of stripped?.stream() ?? []) chunks.push(chunk);
    const file = new MemoryFile(wheel().name, Buffer.concat(chunks));
    expect(await pypi.stripper?.prove(wheel('23'), file)).toBe('bytes');
  });

  it('proves what another tool wrote by its contents', async () => {
    expect(await pypi.stripper?.prove(wheel('23'), wheel())).toBe('contents');
  });

  it.each([wheel(), new MemoryFile('pyabc-1.0.0.tar.gz', new Uint8Array(1))])('leaves $name as it is', async (file) => {
    expect(await pypi.stripper?.strip(file)).toBeUndefined();
  });
});
