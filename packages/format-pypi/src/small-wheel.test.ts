import { describe, expect, it } from 'vitest';
import { MemoryFile } from '@buildset/core';
import { pypiSamples } from './probe-samples.ts';
import { pypi } from './pypi.ts';
import { smallWheel } from './small-wheel.ts';
import { verifyRecord } from './verify-record.ts';

describe('smallWheel', () => {
  const { content, name } = smallWheel({
    name: 'pyabc',
    version: '1.0.0',
    build: '23',
    files: { 'pyabc.py': 'X = 1\n' },
  });

  it('makes a wheel that reads as what it was made of', async () => {
    expect(await pypi.inspect(new MemoryFile(name, content))).toMatchObject({
      ref: { format: 'pypi', name: 'pyabc', version: '1.0.0' },
      buildTag: '23',
    });
  });

  it('keeps a RECORD that is right', async () => {
    await expect(verifyRecord(new MemoryFile(name, content))).resolves.not.toThrow();
  });
});

describe('pypiSamples', () => {
  it('sends the fields that the wheel itself gives', async () => {
    const pkg = pypiSamples.pkg('0123456789ab');
    const { content, fields, name } = await pypiSamples.file(pkg, '1.0', 2);
    const inspected = await pypi.inspect(new MemoryFile(name, content));
    expect(inspected.ref).toEqual({ ...pkg, version: '1.0' });
    expect(inspected.fields).toEqual(fields);
  });
});
