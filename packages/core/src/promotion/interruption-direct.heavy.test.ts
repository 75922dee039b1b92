import { describe, expect, it } from 'vitest';
import { FaultyCalls, type Fault } from '../../test/faults.ts';
import { DIRECT_KINDS, type DirectKind, processOn } from '../../test/without-transit.ts';
import { Log } from '../log/log.ts';
import { promote } from './promote.ts';
import { undo } from './undo.ts';

async function callsOf({ make, request }: DirectKind): Promise<number> {
  const calls = new FaultyCalls();
  await promote(request, processOn(await make(), 'a', calls));
  return calls.count;
}

const faults = (['before', 'after'] as const).flatMap((when) =>
  (['retryable', 'killed'] as const).map((fails) => ({ when, fails })),
);

describe.each(DIRECT_KINDS)('a promotion without a transit that is interrupted: $name', (kind) => {
  const { make, request, shown, shows } = kind;

  it.each(faults)('ends right after any call failed ($fails, $when its effect)', async ({ fails, when }) => {
    const total = await callsOf(kind);
    expect(total).toBeGreaterThan(10);
    for (let at = 1; at <= total; at += 1) {
      const w = await make();
      const fault: Fault = { at, when, kind: fails };
      await promote(request, processOn(w, 'a', new FaultyCalls(fault))).catch(() => undefined);
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
  });
});
