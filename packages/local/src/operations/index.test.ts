import { describe, expect, it } from 'vitest';
import { operationRoutes } from '../http/operation-table.ts';
import { operations } from './index.ts';

describe('the operation table', () => {
  it('has exactly the operations of the installed SDK', () => {
    expect([...operations.keys()].sort()).toEqual(operationRoutes.map((route) => route.name).sort());
    expect(operations.size).toBe(48);
  });

  it('has one method and path for each', () => {
    expect(new Set(operationRoutes.map((route) => `${route.method} ${route.path}`)).size).toBe(48);
  });
});
