import { describe, expect, it } from 'vitest';

import { buildWheel, METADATA } from '../test/wheel-builder.ts';
import { type CheckedFile, checkDescription, checkSet } from './check-set.ts';
import { readDistribution } from './inspect.ts';

async function checked(fileName: string, metadata = METADATA): Promise<CheckedFile> {
  const file = buildWheel({ fileName, metadata });
  return { name: fileName, distribution: await readDistribution(file) };
}

const described = (contentType: string, description: string): string =>
  `Metadata-Version: 2.1\nName: pyabc\nVersion: 1.0.0\n${contentType}\n${description}`;

describe('checkDescription', () => {
  it.each([
    ['markdown', described('Description-Content-Type: text/markdown\n', 'Text'), []],
    ['plain text', described('Description-Content-Type: text/plain\n', 'Text'), []],
    ['reStructuredText', described('Description-Content-Type: text/x-rst\n', 'Text'), []],
    ['no content type', METADATA, ['content-type-missing']],
    ['no description', described('Description-Content-Type: text/plain\n', ''), ['description-missing']],
    ['neither', described('', ''), ['content-type-missing', 'description-missing']],
    ['an unknown one', described('Description-Content-Type: text/plain\n', 'UNKNOWN\n'), ['description-missing']],
  ])('finds with %s', async (_, metadata, codes) => {
    const findings = checkDescription(await checked('pyabc-1.0.0-py3-none-any.whl', metadata));
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });
});

describe('checkSet', () => {
  it.each([
    [['pyabc-1.0.0-23-cp311-cp311-linux_x86_64.whl', 'pyabc-1.0.0-023-cp312-cp312-linux_x86_64.whl'], []],
    [
      ['pyabc-1.0.0-23-cp311-cp311-linux_x86_64.whl', 'pyabc-1.0.0-24-cp312-cp312-linux_x86_64.whl'],
      ['several-builds'],
    ],
    [['pyabc-1.0.0-23-cp311-cp311-linux_x86_64.whl', 'pyabc-1.0.0-cp312-cp312-linux_x86_64.whl'], ['several-builds']],
    [['pyabc-1.0.0-23-py2.py3-none-any.whl', 'pyabc-1.0.0-23-py3-none-any.whl'], ['slot-taken-twice']],
  ])('finds in %j: %j', async (names, codes) => {
    const files = await Promise.all(names.map((name) => checked(name)));
    expect(checkSet(files).map(({ code }) => code)).toEqual(codes);
  });

  it('finds other versions and projects', async () => {
    const [one, two] = [
      await checked('pyabc-1.0.0-1-py3-none-any.whl'),
      await checked('pyabc-1.0-1-cp311-abi3-any.whl', METADATA.replace('1.0.0', '1.0')),
    ];
    expect(checkSet([one, two])).toMatchObject([
      { code: 'several-versions', message: expect.stringContaining('spell') },
    ]);
    const { metadata } = one.distribution;
    const other = {
      ...one,
      name: 'other-1.0.0-1-py2-none-any.whl',
      distribution: { ...one.distribution, metadata: { ...metadata, name: 'other' } },
    };
    expect(checkSet([one, other]).map(({ code }) => code)).toEqual(['several-projects']);
  });
});
