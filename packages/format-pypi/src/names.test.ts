import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../test/code-of.ts';
import { canonicalName, isPythonName } from './python-name.ts';
import { parseSdistName, tryParseSdistName } from './sdist-name.ts';
import { formatWheelName, parseWheelName, tryParseWheelName, wheelTags } from './wheel-name.ts';

describe('canonicalName', () => {
  it.each([
    ['pyabc', 'pyabc'],
    ['Py_ABC', 'py-abc'],
    ['zope.interface', 'zope-interface'],
    ['a-_.b', 'a-b'],
    ['A', 'a'],
    ['0', '0'],
  ])('writes %s as %s', (name, canonical) => expect(canonicalName(name)).toBe(canonical));

  it.each(['', '-a', 'a-', '_a', 'a b', 'ä', 'a/b', 'a\n', '..'])('refuses %j', (name) => {
    expect(() => canonicalName(name)).toThrow(expect.objectContaining({ code: 'invalid-name' }));
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/), (name) => {
        fc.pre(isPythonName(name));
        expect(canonicalName(canonicalName(name))).toBe(canonicalName(name));
      }),
    );
  });
});

describe('parseWheelName', () => {
  it('reads every part as spelled', () => {
    expect(
      parseWheelName('Py_Abc-1.0.0-023.rc1-cp311.cp312-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'),
    ).toEqual({
      distribution: 'Py_Abc',
      name: 'py-abc',
      version: '1.0.0',
      buildTag: '023.rc1',
      pythonTags: ['cp311', 'cp312'],
      abiTags: ['abi3'],
      platformTags: ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
    });
  });

  it.each([
    'pyabc-1.0-py3-none.whl',
    'pyabc-1.0-py3-none-any.zip',
    'pyabc-1.0-x23-py3-none-any.whl',
    'pyabc-1.0-2-3-py3-none-any.whl',
    'py__abc-1.0-py3-none-any.whl',
    '_py-1.0-py3-none-any.whl',
    '-1.0-py3-none-any.whl',
    'pyabc-x-py3-none-any.whl',
    'pyabc-1.0-py3..py2-none-any.whl',
    'pyabc-1.0-3-none-any.whl',
    'pyabc-1.0--none-any.whl',
    'pyabc-1.0-py3-none-a ny.whl',
    'pyabc-1.0-py3-none-any.whl\n',
    'pyabc-1.0\n-py3-none-any.whl',
    'pyabc- 1.0-py3-none-any.whl',
    '',
    '.whl',
    '../pyabc-1.0-py3-none-any.whl',
    'pyabc-1.0-py3-none-any.WHL',
    `pyabc-1.0-${'a.'.repeat(20)}a-${'a.'.repeat(20)}a-${'a.'.repeat(20)}a.whl`,
  ])('refuses %j', (name) => {
    expect(tryParseWheelName(name)).toBeUndefined();
    expect(() => parseWheelName(name)).toThrow(expect.objectContaining({ code: 'invalid-wheel-name' }));
  });

  it('is the inverse of formatWheelName', () => {
    const tag = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/);
    const tags = fc.array(tag, { minLength: 1, maxLength: 3 });
    const parts = fc.record({
      distribution: fc.stringMatching(/^[a-z]{1,4}(_[a-z]{1,3})?$/),
      version: fc.constantFrom('1.0', '1.0rc1', '1!2.0+abc.1'),
      pythonTags: tags,
      abiTags: tags,
      platformTags: tags,
    });
    const build = fc.option(fc.stringMatching(/^[0-9]{1,4}[0-9A-Za-z_.]{0,4}$/), { nil: undefined });
    fc.assert(
      fc.property(parts, build, (wheel, buildTag) => {
        const name = formatWheelName(buildTag === undefined ? wheel : { ...wheel, buildTag });
        expect(formatWheelName(parseWheelName(name))).toBe(name);
        expect(parseWheelName(name).buildTag).toBe(buildTag);
      }),
    );
  });

  it('throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect([undefined, 'invalid-wheel-name']).toContain(
          codeOf(() => parseWheelName(`${text}-1.0-py3-none-any.whl`)),
        );
      }),
    );
  });
});

describe('wheelTags', () => {
  it('expands the compressed sets', () => {
    expect(wheelTags(parseWheelName('pyabc-1.0-py2.py3-none-any.whl'))).toEqual(['py2-none-any', 'py3-none-any']);
    expect(wheelTags(parseWheelName('pyabc-1.0-cp39-cp39.abi3-a.b.a.whl'))).toEqual([
      'cp39-cp39-a',
      'cp39-cp39-b',
      'cp39-abi3-a',
      'cp39-abi3-b',
    ]);
  });
});

describe('parseSdistName', () => {
  it.each([
    ['pyabc-1.0.0.tar.gz', 'pyabc', '1.0.0', '.tar.gz'],
    ['py_abc-1.0.0.tar.gz', 'py-abc', '1.0.0', '.tar.gz'],
    ['Py-Abc.d-1.0.zip', 'py-abc-d', '1.0', '.zip'],
    ['pyabc-1.0+linux.1.tar.gz', 'pyabc', '1.0+linux.1', '.tar.gz'],
  ])('reads %s', (fileName, name, version, extension) => {
    expect(parseSdistName(fileName)).toMatchObject({ name, version, extension });
  });

  it.each([
    'pyabc.tar.gz',
    '-1.0.tar.gz',
    'pyabc-1.0.tgz',
    'pyabc-1.0.tar.bz2',
    'pyabc-x.tar.gz',
    'pyabc-1.0\n.tar.gz',
    'pyabc-1.0-1.zip.x',
    '',
  ])('refuses %j', (fileName) => {
    expect(tryParseSdistName(fileName)).toBeUndefined();
    expect(() => parseSdistName(fileName)).toThrow(expect.objectContaining({ code: 'invalid-sdist-name' }));
  });
});
