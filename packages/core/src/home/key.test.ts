import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SetDigest } from '../set-digest.ts';
import { parseBuildTag } from '../build-tag.ts';
import type { PackageRef } from '../coordinates.ts';
import { adoptedRecord, attachedRecord, notePackage, packageKey, parseRecordName } from './key.ts';

const digest = `sha256:${'0123456789ab'.padEnd(64, 'c')}` as SetDigest;
const part = fc.stringMatching(/^[^#/\s]{1,12}$/);
const packages = fc
  .record({ namespace: fc.option(part, { nil: undefined }), name: part })
  .map(({ namespace, name }): PackageRef => ({
    format: 'generic',
    name,
    ...(namespace === undefined ? {} : { namespace }),
  }));

describe('packageKey', () => {
  it('gives different packages different keys', () => {
    fc.assert(
      fc.property(packages, packages, (a, b) => {
        const same = a.name === b.name && a.namespace === b.namespace;
        expect(packageKey(a) === packageKey(b)).toBe(same);
      }),
    );
  });

  it('fits into a package name together with a note', () => {
    const long: PackageRef = { format: 'generic', namespace: 'n'.repeat(255), name: 'p'.repeat(255) };
    expect(packageKey(long)).toMatch(/^~h[0-9a-f]{64}$/);
    expect(notePackage('attached', { format: 'generic', name: '~'.repeat(120) }, digest).name.length).toBeLessThan(256);
  });
});

describe('parseRecordName', () => {
  const ref = { format: 'pypi', name: 'a', version: '1.0+local.1' } as const;

  it.each([
    [attachedRecord(ref, parseBuildTag('23'), digest), { version: '1.0+local.1', buildTag: '23' }],
    [attachedRecord(ref, undefined, digest), { version: '1.0+local.1', digest12: '0123456789ab' }],
    [
      adoptedRecord(ref, parseBuildTag('2.x'), digest),
      { version: '1.0+local.1', buildTag: '2.x', digest12: '0123456789ab' },
    ],
  ])('reads %s', (text, name) => {
    expect(parseRecordName(text)).toEqual(name);
  });

  it.each(['1.0', '+23', '1.0+x', '1.0+23~xyz', '1.0+23~0123456789ab~1'])('knows that %s is none of ours', (text) => {
    expect(parseRecordName(text)).toBeUndefined();
  });
});
