import { expect } from 'vitest';
import { Log, promote, undo } from '../src/index.ts';
import { type Fault, FaultyCalls } from './faults.ts';
import { type DirectKind, processOn } from './without-transit.ts';

async function callsOf({ make, request }: DirectKind): Promise<number> {
  const calls = new FaultyCalls();
  await promote(request, processOn(await make(), 'a', calls));
  return calls.count;
}

/**
 * Fails each call of a promotion without a transit, one a run, and expects that consumers find what they may, that another
 * run ends right, one more writes nothing, and that an undo takes it back. Returns how many calls there are.
 */
export async function interruptEachCall(kind: DirectKind, fails: Omit<Fault, 'at'>): Promise<number> {
  const { make, request, shown, shows } = kind;
  const total = await callsOf(kind);
  for (let at = 1; at <= total; at += 1) {
    const w = await make();
    await promote(request, processOn(w, 'a', new FaultyCalls({ ...fails, at }))).catch(() => undefined);
    expect(shows, `after call ${at}`).toContain(await shown(w));

    const again = await promote(request, processOn(w, 'b'));
    expect(['promoted', 'already-there'], `call ${at}`).toContain(again.outcome);
    expect(await shown(w), `call ${at}`).toBe(shows.at(-1));

    const before = w.meter.read().writes;
    const third = await promote(request, processOn(w, 'c'));
    expect([third.outcome, w.meter.read().writes - before], `call ${at}`).toEqual(['already-there', 0]);
    expect((await new Log(w.home, request.ref).read()).lease, `call ${at}`).toBeUndefined();

    // Restoring what a version held takes a transit.
    w.domain.addRepository('buildset-transit');
    await undo({ pkg: request.ref, operationId: third.id ?? '' }, processOn(w, 'd'));
    const { status } = (await w.domain.reader('AbcStaging').describeVersion(request.ref)) ?? {};
    const left = status === 'Published' ? await shown(w) : shows[0];
    expect(left, `undone after call ${at}`).toBe(shows[0]);
  }
  return total;
}
