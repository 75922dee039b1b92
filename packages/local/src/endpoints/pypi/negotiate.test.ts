import { describe, expect, it } from 'vitest';
import { indexType } from './negotiate.ts';

describe('indexType', () => {
  it.each([
    [undefined, 'text/html'],
    ['*/*', 'text/html'],
    ['text/html', 'text/html'],
    ['application/vnd.pypi.simple.v1+json', 'application/vnd.pypi.simple.v1+json'],
    ['application/vnd.pypi.simple.latest+json', 'application/vnd.pypi.simple.v1+json'],
    ['application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01', 'application/vnd.pypi.simple.v1+html'],
    [
      'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01',
      'application/vnd.pypi.simple.v1+json',
    ],
    ['application/vnd.pypi.simple.v2+json, text/html;q=0.1', 'text/html'],
    ['application/vnd.pypi.simple.v2+json', undefined],
    ['application/xml', undefined],
    ['text/html;q=0', undefined],
  ])('answers %s with %s', (accept, type) => {
    expect(indexType(accept)).toBe(type);
  });
});
