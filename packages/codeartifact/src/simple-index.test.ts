import { describe, expect, it } from 'vitest';
import { parseSimpleIndex } from './simple-index.ts';

const DIGEST = 'a'.repeat(64);
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';

describe('parseSimpleIndex', () => {
  it.each(['not json', '[]', '{"files": 1}', '{"files": [{"url": "x"}]}'])('refuses %j', (text) => {
    expect(() => parseSimpleIndex(JSON_TYPE, text)).toThrow(expect.objectContaining({ code: 'unexpected-reply' }));
  });

  it('reads JSON, with and without a digest', () => {
    const files = [
      { filename: 'a.whl', hashes: { sha256: DIGEST } },
      { filename: 'b.whl', hashes: {}, 'requires-python': '>=3.9', yanked: 'broken' },
    ];
    expect(parseSimpleIndex(JSON_TYPE, JSON.stringify({ files }))).toEqual([
      { name: 'a.whl', sha256: DIGEST },
      { name: 'b.whl', requiresPython: '>=3.9', yanked: true },
    ]);
  });

  it('reads HTML, however its anchors are written', () => {
    const text = `<!DOCTYPE html><body><h1>Links</h1>
      <a href="../../a%2B.whl#sha256=${DIGEST}" data-requires-python="&gt;=3.9">a+&amp;b.whl</a><br>
      <A data-href="no" HREF='c.tar.gz' data-yanked> c.tar.gz </A></body>`;
    expect(parseSimpleIndex('text/html; charset=utf-8', text)).toEqual([
      { name: 'a+&b.whl', sha256: DIGEST, requiresPython: '>=3.9' },
      { name: 'c.tar.gz', yanked: true },
    ]);
  });

  it('finds nothing on an empty page', () => {
    expect(parseSimpleIndex('text/html', '<html></html>')).toEqual([]);
  });
});
