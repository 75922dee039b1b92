import { expect, it } from 'vitest';
import { offeredVersions } from './offered-versions.ts';

it('tells the versions that an index offers, with the Pythons that they are for', () => {
  const files = [
    { name: 'pyabc-1.0-23-py3-none-any.whl', requiresPython: '>=3.8' },
    { name: 'pyabc-1.1.tar.gz' },
    { name: 'pyabc-1.2-py3-none-any.whl', yanked: true },
    { name: 'pyabc-1.3.exe' },
  ];
  expect(offeredVersions(files)).toEqual([
    { version: '1.0', requiresPython: '>=3.8', wheel: expect.objectContaining({ platformTags: ['any'] }) },
    { version: '1.1' },
  ]);
});
