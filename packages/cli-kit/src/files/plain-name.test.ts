import { expect, it } from 'vitest';
import { plainName } from './plain-name.ts';

it.each(['pyabc-1.0.0-23-py3-none-any.whl', 'pyabc-1!2.0+local.tar.gz', 'abc-app-1.0.0.tgz'])('takes %s', (name) => {
  expect(plainName(name)).toEqual([name]);
});

it.each(['', '.', '..', '.npmrc', '../x', 'a/b', String.raw`a\b`, 'C:x', 'a\0b', 'a\nb', 'a\u202Eb'])(
  'refuses %j',
  (name) => {
    expect(() => plainName(name)).toThrow(expect.objectContaining({ code: 'unsafe-path' }));
  },
);
