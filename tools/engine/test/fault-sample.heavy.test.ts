import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineWorld } from '../src/engine-world.ts';
import { type Cell, cellsOf, type Combination, runCell, sampleOf, summaryOf } from '../src/fault-matrix.ts';

/** The part of the matrix that every run takes; all of it is in fault-matrix.heavy.test.ts. */
const SAMPLE = 15;
const SAMPLED: readonly Combination[] = [
  ['pypi', 'replace'],
  ['generic', 'assemble'],
  ['npm', 'undo'],
];

describe('a promotion that a fault of the service strikes', () => {
  let world: EngineWorld;
  let cells: readonly Cell[];
  beforeAll(async () => {
    world = await EngineWorld.start();
    cells = await cellsOf(world, SAMPLED);
  });
  afterAll(() => world?.close());

  it(`ends done or with a right message, and then done: a sample of ${SAMPLE}`, async () => {
    const results = [];
    for (const [index, cell] of sampleOf(cells, SAMPLE).entries()) {
      const result = await runCell(world, cell, `sampled${index}`);
      const { duration, fault, format, kind, operation, repository } = cell;
      expect
        .soft(result.wrong, `${format} ${kind}: ${operation} ${repository}: ${fault.name} ${duration.name}`)
        .toEqual([]);
      results.push(result);
    }
    console.info(`fault matrix: a sample of ${cells.length} cells: ${summaryOf(results)}`);
  });
});
