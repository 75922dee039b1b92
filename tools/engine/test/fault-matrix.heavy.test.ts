import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../src/engine-world.ts';
import { cellsOf, type CellResult, COMBINATIONS, runCell, summaryOf } from '../src/fault-matrix.ts';

/** A server's request log and faults are one for all its clients, so each lane has a server of its own. */
const LANES = 2;
const MAY_TAKE_MS = 120 * 60_000;
/** So often it says how far it is. */
const CELLS_TOLD = 200;

describe('every promotion that a fault of the service strikes', () => {
  it('ends done or with a right message, and then done', { timeout: MAY_TAKE_MS }, async () => {
    const worlds = await Promise.all(Array.from({ length: LANES }, () => EngineWorld.start()));
    const [first] = worlds;
    if (!first) throw new Error('no lane');
    const cells = await cellsOf(first, COMBINATIONS);
    const results: CellResult[] = [];
    await Promise.all(
      worlds.map(async (world, lane) => {
        for (const [index, cell] of cells.entries()) {
          if (index % LANES !== lane) continue;
          const result = await runCell(world, cell, `cell${index}`);
          const { duration, fault, format, kind, operation, repository } = cell;
          const what = `${format} ${kind}: ${operation} ${repository}: ${fault.name} ${duration.name}`;
          expect.soft(result.wrong, what).toEqual([]);
          if (result.wrong.length > 0) console.info(`fault matrix: ${what}: ${result.wrong.join('; ')}`);
          results.push(result);
          if (results.length % CELLS_TOLD === 0)
            console.info(`fault matrix: ${results.length} of ${cells.length} cells`);
        }
      }),
    );
    await Promise.all(worlds.map((world) => world.close()));
    console.info(`fault matrix: all ${summaryOf(results)}`);
  });
});
