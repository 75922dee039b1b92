import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assumptionTable } from './assumptions.ts';
import { operationRoutes } from './http/operation-table.ts';

const page = readFileSync(new URL('../../../docs/local-server.md', import.meta.url), 'utf8');

describe('docs/local-server.md', () => {
  it('names every operation', () => {
    const missing = operationRoutes.filter((route) => !new RegExp(`\\b${route.name}\\b`, 'u').test(page));
    expect(missing.map((route) => route.name)).toEqual([]);
  });

  it('names every assumption with its values, the default first', () => {
    const rows = page.split('\n').map((line) => line.replaceAll(/\s*\|\s*/gu, '|'));
    for (const [name, { values }] of Object.entries(assumptionTable)) {
      const start = `|\`${name}\`|${values.map((value) => `\`${value}\``).join(', ')}|`;
      expect(rows.filter((row) => row.startsWith(start))).toHaveLength(1);
    }
  });
});
