import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_ASSET, decodeAssetName, encodeAssetName } from './asset-name.ts';

/** What the service takes, written out once more from the page. */
const ACCEPTED = /^(?:[\p{Ll}\p{Lm}\p{Lo}\p{Lt}\p{Lu}\p{Nl}\p{Nd}~!@^&()\-_+[\]{};,.`]| (?! ))+$/u;

const path = array(
  oneof(
    string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    string({ unit: constantFrom('~', '0', '1', 'x', 'h', 's', ';', ' ', '.', 'a', 'é', '%'), minLength: 1 }),
  ),
  { minLength: 1, maxLength: 4 },
).map((names) => names.join('/').normalize('NFC'));

describe('an asset name', () => {
  it.each([
    ['readme.md', 'readme.md'],
    ['bin/deploy.sh', 'bin~1deploy.sh'],
    ['a b/c  d', 'a b~1c ~x20;d'],
    ['~set.json', '~0set.json'],
    ['50%#1=2:3.txt', '50~x25;~x23;1~x3d;2~x3a;3.txt'],
    ['über/ñ', 'über~1ñ'],
    ['.', '~x2e;'],
    ['..', '~x2e;~x2e;'],
    [' x ', '~x20;x~x20;'],
    ['📦', '~x1f4e6;'],
  ])('of %j is %j, and back', (tree, name) => {
    expect(encodeAssetName(tree)).toBe(name);
    expect(decodeAssetName(name)).toBe(tree);
  });

  it('of a long path is a hash, which the set keeps the path of', () => {
    const name = encodeAssetName('a/'.repeat(200));
    expect(name).toMatch(/^~h[0-9a-f]{64}$/);
    expect(decodeAssetName(name)).toBeUndefined();
  });

  it.each([ARCHIVE_ASSET, '~set.json', '~x41;', '~x0020;', '~2', 'a  b', '~xd800;', '~x110000;'])(
    'is never %j',
    (name) => {
      expect(decodeAssetName(name)).toBeUndefined();
    },
  );

  it('is one that the service takes, round-trips, and is none of ours', () => {
    assert(
      property(path, (tree) => {
        const name = encodeAssetName(tree);
        expect(name).toMatch(ACCEPTED);
        expect(name).not.toMatch(/^ | $|^\.{1,2}$|^~[sa]/);
        expect(name.length).toBeLessThanOrEqual(255);
        expect(name.normalize('NFC')).toBe(name);
        expect(decodeAssetName(name)).toBe(name.startsWith('~h') ? undefined : tree);
      }),
      { numRuns: 2000 },
    );
  });

  it('is another for another path', () => {
    assert(
      property(path, path, (a, b) => {
        expect(encodeAssetName(a) === encodeAssetName(b)).toBe(a === b);
      }),
      { numRuns: 2000 },
    );
  });
});
