import { describe, expect, it } from 'vitest';
import { fileNameProblem } from './file-name.ts';

describe('fileNameProblem', () => {
  it.each([
    ['pyabc-1.0.0-py3-none-any.whl', 'pyabc', '1.0.0'],
    ['pyabc-1.0.0-23-py3-none-any.whl', 'pyabc', '1.0.0'],
    ['Py_ABC-1.0.0-py3-none-any.whl', 'py.abc', '1.0.0'],
    ['pyabc-1.0.0rc1-py3-none-any.whl', 'pyabc', '1.0.0-rc.1'],
    ['pyabc-1.0+local.1-py3-none-any.whl', 'pyabc', '1.0+local-1'],
    ['py-abc-1.0.0.tar.gz', 'py_abc', '1.0.0'],
    ['py_abc-1.0.0-1.zip', 'py-abc', '1.0.0-1'],
  ])('accepts %s for %s %s', (file, name, version) => {
    expect(fileNameProblem(file, name, version)).toBeUndefined();
  });

  it.each([
    ['pyabc-1.0.0-py3-none-any.whl', 'pyabc', '1.0.1'],
    ['other-1.0.0-py3-none-any.whl', 'pyabc', '1.0.0'],
    ['pyabc-1.0.0.whl', 'pyabc', '1.0.0'],
    ['../pyabc-1.0.0.tar.gz', 'pyabc', '1.0.0'],
    ['pyabc.txt', 'pyabc', '1.0.0'],
    ['', 'pyabc', '1.0.0'],
  ])('refuses %s for %s %s', (file, name, version) => {
    expect(fileNameProblem(file, name, version)).toBeTypeOf('string');
  });
});
