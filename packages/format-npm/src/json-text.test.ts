import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isJsonObject, pathKey, replaceStrings, scanStrings } from './json-text.ts';

describe('scanStrings', () => {
  it('finds every string of an object and of the objects in it, however it is written', () => {
    const key = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'version', '"', '\\', '{}', ''), fc.string());
    const inner = fc.dictionary(key, fc.oneof(fc.string(), fc.constant(null), fc.array(fc.string())), {
      noNullPrototype: true,
    });
    const object = fc.dictionary(key, fc.oneof(fc.string(), fc.nat(), inner, fc.array(inner)), {
      noNullPrototype: true,
    });
    const property = fc.property(object, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const found = scanStrings(text);
      expect(found?.repeatedKeys.size).toBe(0);
      const wanted = Object.entries(value).flatMap(([name, own]) => {
        if (typeof own === 'string') return [[pathKey(name), own] as const];
        if (!isJsonObject(own)) return [];
        return Object.entries(own).flatMap(([deep, text]) =>
          typeof text === 'string' ? [[pathKey(name, deep), text] as const] : [],
        );
      });
      const read = [...(found?.values ?? [])].map(([path, { start, end }]) => [
        path,
        JSON.parse(text.slice(start, end)),
      ]);
      expect(new Map(read.map(([path, own]) => [path, own]))).toEqual(new Map(wanted));
    });
    fc.assert(property);
  });

  it('tells of repeated keys, also when one is escaped', () => {
    expect([...(scanStrings(String.raw`{"a":1,"\u0061":2,"b":{"a":1,"a":2}}`)?.repeatedKeys ?? [])]).toEqual(['a']);
  });

  it('does not go down endlessly', () => {
    expect(scanStrings(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined();
  });
});

describe('replaceStrings', () => {
  it('leaves everything else as it is', () => {
    const text = '\uFEFF{ "version" :\t"1.0.0-24",\r\n  "x": [ 1.0, "1.0.0-24" ] }\n';
    const span = scanStrings(text)?.values.get(pathKey('version'));
    expect(span && replaceStrings(text, [{ span, to: '1.0.0' }])).toBe(text.replace('1.0.0-24', '1.0.0'));
  });
});
