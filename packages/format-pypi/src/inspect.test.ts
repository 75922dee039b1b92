import { describe, expect, it } from 'vitest';

import { MemoryFile } from '../test/memory-file.ts';
import { buildTarGz, pax } from '../test/tar-builder.ts';
import { buildWheel, METADATA } from '../test/wheel-builder.ts';
import { buildZip } from '../test/zip-builder.ts';
import { pypi } from './pypi.ts';

describe('pypi.inspect', () => {
  it('reads a wheel', async () => {
    const file = buildWheel({ fileName: 'pyabc-1.0-023-py2.py3-none-any.whl' });
    expect(await pypi.inspect(file)).toEqual({
      ref: { format: 'pypi', name: 'pyabc', version: '1.0.0' },
      assetName: 'pyabc-1.0-023-py2.py3-none-any.whl',
      buildTag: '023',
      fields: [
        [':action', 'file_upload'],
        ['protocol_version', '1'],
        ['metadata_version', '2.1'],
        ['name', 'pyabc'],
        ['version', '1.0.0'],
        ['filetype', 'bdist_wheel'],
        ['pyversion', 'py2.py3'],
        ['summary', 'An example'],
        ['description', 'The description.\n'],
      ],
    });
  });

  it('reads little of a large wheel', async () => {
    const file = buildWheel({ members: [{ name: 'pyabc/data.bin', content: Buffer.alloc(4_000_000, 7), method: 0 }] });
    await pypi.inspect(file);
    expect(file.bytesRead).toBeLessThan(300_000);
  });

  it.each([
    [
      'pyabc-1.0.0.tar.gz',
      buildTarGz([
        { path: 'pyabc-1.0.0/', type: '5' },
        { path: 'pyabc-1.0.0/PKG-INFO', content: METADATA },
      ]),
    ],
    [
      'PyAbc-1.0.zip',
      buildZip([
        { name: 'PyAbc-1.0/PKG-INFO', content: METADATA },
        { name: 'PyAbc-1.0/setup.py', content: '' },
      ]),
    ],
    ['pyabc-1.0.tar.gz', buildTarGz([pax({ path: 'pyabc-1.0.0/PKG-INFO' }), { path: 'short', content: METADATA }])],
    [
      'pyabc-1.tar.gz',
      buildTarGz([
        { path: '././@LongLink', type: 'L', content: 'pyabc-1/PKG-INFO\0' },
        { path: 'x', content: METADATA },
      ]),
    ],
    [
      'pyabc-1.0.tar.gz',
      buildTarGz([
        { path: './pyabc/PKG-INFO', content: METADATA },
        { path: './pyabc/l', type: '2', linkPath: 'PKG-INFO' },
      ]),
    ],
  ])('reads the sdist %s', async (name, bytes) => {
    const inspected = await pypi.inspect(new MemoryFile(name, bytes, 100));
    expect(inspected).toMatchObject({ ref: { name: 'pyabc', version: '1.0.0' }, assetName: name });
    expect(inspected.fields).toContainEqual(['filetype', 'sdist']);
    expect(inspected.fields).toContainEqual(['pyversion', 'source']);
    expect(inspected).not.toHaveProperty('buildTag');
  });

  it.each([
    ['unknown-file-type', 'a file of another type', new MemoryFile('pyabc-1.0.0.tar.bz2', Buffer.from(''))],
    ['invalid-wheel-name', 'a wheel without tags', buildWheel({ fileName: 'pyabc.whl' })],
    ['invalid-sdist-name', 'an sdist without a version', new MemoryFile('pyabc.tar.gz', Buffer.from(''))],
    ['name-mismatch', 'a renamed wheel', buildWheel({ fileName: 'other-1.0.0-py3-none-any.whl' })],
    [
      'name-mismatch',
      "a wheel with another project's metadata",
      buildWheel({ metadata: METADATA.replace('pyabc', 'other') }),
    ],
    [
      'name-mismatch',
      'a renamed sdist',
      new MemoryFile('other-1.0.0.tar.gz', buildTarGz([{ path: 'other/PKG-INFO', content: METADATA }])),
    ],
    [
      'version-mismatch',
      'a wheel renamed to another version',
      buildWheel({ fileName: 'pyabc-1.0.1-py3-none-any.whl' }),
    ],
    [
      'version-mismatch',
      'an sdist of another version',
      new MemoryFile('pyabc-2.zip', buildZip([{ name: 'pyabc-2/PKG-INFO', content: METADATA }])),
    ],
    [
      'metadata-missing',
      'an sdist without PKG-INFO',
      new MemoryFile('pyabc-1.0.tar.gz', buildTarGz([{ path: 'pyabc-1.0/setup.py' }])),
    ],
    ['metadata-missing', 'an empty sdist', new MemoryFile('pyabc-1.0.tar.gz', buildTarGz([]))],
    [
      'metadata-missing',
      'a wheel without .dist-info',
      new MemoryFile('pyabc-1.0.0-py3-none-any.whl', buildZip([{ name: 'pyabc/__init__.py' }])),
    ],
    ['metadata-missing', 'a wheel without METADATA', buildWheelWithout('METADATA')],
    [
      'metadata-ambiguous',
      'an sdist with two directories',
      new MemoryFile('pyabc-1.0.zip', buildZip([{ name: 'a/PKG-INFO', content: METADATA }, { name: 'b' }])),
    ],
    [
      'metadata-ambiguous',
      'a wheel with two .dist-info',
      buildWheel({ members: [{ name: 'other-1.0.dist-info/METADATA', content: METADATA }] }),
    ],
    [
      'metadata-ambiguous',
      'a wheel with METADATA in two cases',
      buildWheel({ extra: [{ name: 'pyabc-1.0.0.dist-info/metadata', content: METADATA }] }),
    ],
    ['invalid-metadata', 'a wheel without versions', buildWheel({ metadata: 'Name: pyabc\n' })],
  ])('refuses with %s: %s', async (code, _, file) => {
    await expect(pypi.inspect(file)).rejects.toMatchObject({ code, next: expect.stringMatching(/./) });
  });
});

function buildWheelWithout(name: string): MemoryFile {
  return new MemoryFile(
    'pyabc-1.0.0-py3-none-any.whl',
    buildZip([{ name: 'pyabc-1.0.0.dist-info/WHEEL' }, { name: `pyabc-1.0.0.dist-info/x/${name}`, content: METADATA }]),
  );
}
