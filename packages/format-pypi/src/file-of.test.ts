import { expect, it } from 'vitest';
import { isFileOf } from './file-of.ts';

it.each([
  ['pyabc-1.0.0-23-py3-none-any.whl', true],
  ['PyAbc-1.0.0.tar.gz', true],
  ['pyabc-1.0-py3-none-any.whl', false],
  ['pyabc-1.0.0rc1-py3-none-any.whl', false],
  ['pyabc_extra-1.0.0-py3-none-any.whl', false],
  ['pyabc-1.0.0.exe', false],
])('tells of %s whether it is of pyabc 1.0.0: %s', (name, expected) => {
  expect(isFileOf(name, { name: 'pyabc', version: '1.0.0' })).toBe(expected);
});

it('takes two spellings of a version for one', () => {
  expect(isFileOf('pyabc-1.0.0rc1-py3-none-any.whl', { name: 'Py.Abc'.replace('.', ''), version: '1.0.0-RC1' })).toBe(
    true,
  );
});
