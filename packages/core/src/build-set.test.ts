import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBuildSet, parseMarker, serializeSet, setDigest, type SetEntry } from './build-set.ts';
import { sha256Of } from './sha256.ts';

const ref = { format: 'generic', namespace: 'ops', name: 'scripts', version: '1.2.0' } as const;
const entry = (name: string, content = name): SetEntry => ({ name, size: content.length, sha256: sha256Of(content) });

const entries = fc.uniqueArray(
  fc.record({ name: fc.string({ minLength: 1, unit: 'grapheme' }), content: fc.string() }).map(({ name, content }) => ({
    ...entry(name.normalize('NFC'), content),
  })),
  { minLength: 1, maxLength: 12, selector: ({ name }) => name },
);

describe('setDigest', () => {
  it('is the same whatever the order of the entries', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (list, random) => {
        const keys = new Map(list.map((one) => [one.name, random.next().value ?? 0]));
        const shuffled = [...list].sort((a, b) => (keys.get(a.name) ?? 0) - (keys.get(b.name) ?? 0));
        expect(setDigest(createBuildSet(ref, shuffled))).toBe(setDigest(createBuildSet(ref, list)));
      }),
    );
  });

  it('differs when a byte, a name or the version differs', () => {
    const of = (version: string, ...list: SetEntry[]) => setDigest(createBuildSet({ ...ref, version }, list));
    const digests = [of('1', entry('a')), of('1', entry('a', 'x')), of('1', entry('b')), of('2', entry('a'))];
    expect(new Set(digests).size).toBe(4);
  });

  it('stays what it is from release to release', () => {
    const set = createBuildSet(ref, [{ ...entry('b'), path: 'bin/b', mode: 0o755 }, entry('a')]);
    expect(serializeSet(set)).toBe(
      `{"entries":[{"name":"a","sha256":"${sha256Of('a')}","size":1},{"mode":493,"name":"b","path":"bin/b","sha256":"${sha256Of('b')}","size":1}],"format":"generic","name":"scripts","namespace":"ops","schemaVersion":1,"version":"1.2.0"}`,
    );
    expect(setDigest(set)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

describe('createBuildSet', () => {
  it('refuses two names that are equal once normalised', () => {
    const list = [entry('caf\u00e9'), entry('cafe\u0301')];
    expect(() => createBuildSet(ref, list)).toThrow(expect.objectContaining({ code: 'duplicate-asset' }));
  });

  it('refuses a set of nothing', () => {
    expect(() => createBuildSet(ref, [])).toThrow(expect.objectContaining({ code: 'empty-set' }));
  });

  it('orders names by their bytes', () => {
    const set = createBuildSet(
      ref,
      ['\u{1F600}', '\uFFFD', 'b', 'B'].map((name) => entry(name)),
    );
    expect(set.entries.map(({ name }) => name)).toEqual(['B', 'b', '\uFFFD', '\u{1F600}']);
  });
});

describe('parseMarker', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const set = createBuildSet(ref, list);
        expect(parseMarker(serializeSet(set))).toEqual(set);
      }),
    );
  });

  const bad: readonly (readonly [string, string, string])[] = [
    ['no JSON', '{', 'invalid-marker'],
    [
      'another order of members',
      '{"schemaVersion":1,"format":"pypi","name":"a","version":"1","entries":[]}',
      'empty-set',
    ],
    ['an unknown member', serializeSet(createBuildSet(ref, [entry('a')])).replace('{', '{"x":1,'), 'invalid-marker'],
    ['white space', `${serializeSet(createBuildSet(ref, [entry('a')]))}\n`, 'invalid-marker'],
    [
      'a newer schema',
      serializeSet(createBuildSet(ref, [entry('a')])).replace('"schemaVersion":1', '"schemaVersion":2'),
      'unknown-schema',
    ],
  ];

  it.each(bad)('refuses %s', (_what, text, code) => {
    expect(() => parseMarker(text)).toThrow(expect.objectContaining({ code }));
  });
});
