import { CodedError, type Format } from '@buildset/core';
import type { EngineWorld } from './engine-world.ts';
import { DURATIONS, type Duration, FAULT_KINDS, type FaultKind } from './fault-kinds.ts';
import { FORMATS } from './made-builds.ts';
import { isPossible, PLAN_KINDS, type PlanKind, prepare } from './plan-kinds.ts';

/** One promotion that one fault strikes. */
export interface Cell {
  readonly format: Format;
  readonly kind: PlanKind;
  readonly operation: string;
  readonly repository: string | undefined;
  readonly fault: FaultKind;
  readonly duration: Duration;
}

/** What came of a cell: how the struck run ended, and what is wrong with it; nothing when all is right. */
export interface CellResult {
  readonly ended: string;
  readonly wrong: readonly string[];
  readonly fired: number;
}

const FORMAT_NAMES: readonly Format[] = ['pypi', 'generic', 'npm'];

/** Errors that say what is the matter with the service or the way to it, and that running again is the cure. */
const RIGHT_ERRORS = new Set([
  'changed',
  'connection-lost',
  'connection-failed',
  'content-missing',
  'corrupt-content',
  'lease-lost',
  'listing-unstable',
  'not-assembled',
  'not-verified',
  'not-visible',
  'parts-missing',
  'service-unavailable',
  'throttled',
  'token-expired',
  'unstable',
]);

/** A format, and a kind of plan of it. */
export type Combination = readonly [Format, PlanKind];

/** Kinds that differ from others in a few requests: only those are struck that no kind before has made. */
const VARIATIONS: readonly PlanKind[] = ['strip', 'tag', 'activate', 'direct'];

/** Every combination that is possible, variations last. */
export const COMBINATIONS: readonly Combination[] = FORMAT_NAMES.flatMap((format) =>
  [...PLAN_KINDS.filter((kind) => !VARIATIONS.includes(kind)), ...VARIATIONS]
    .filter((kind) => isPossible(format, kind))
    .map((kind) => [format, kind] as const),
);

/** The cells of combinations: each request that such a plan makes, with each fault that it can have. */
export async function cellsOf(world: EngineWorld, combinations: readonly Combination[]): Promise<Cell[]> {
  const cells: Cell[] = [];
  const struck = new Set<string>();
  for (const [format, kind] of combinations) {
    const ports = await world.ports(FORMATS[format]);
    const { run } = await prepare(format, kind, `plain${format}${kind}`, ports);
    const own = await world.ports(FORMATS[format]);
    await world.steering.takeRequests();
    await run(own);
    const asked = new Map<string, Pick<Cell, 'operation' | 'repository'>>();
    for (const { operation, repository } of await world.steering.takeRequests()) {
      if (operation !== undefined) asked.set(`${operation} ${repository ?? ''}`, { operation, repository });
    }
    for (const [key, request] of asked) {
      if (VARIATIONS.includes(kind) && struck.has(`${format} ${key}`)) continue;
      struck.add(`${format} ${key}`);
      for (const fault of FAULT_KINDS.filter(({ befalls }) => befalls.test(request.operation))) {
        for (const duration of DURATIONS) cells.push({ format, kind, ...request, fault, duration });
      }
    }
  }
  return cells;
}

/**
 * Runs a cell: the struck run ends done, as it must where a fault strikes once, or with an error that says what is the matter
 * and what to do; then a run that
 * nothing strikes ends done, and what is there is right.
 */
export async function runCell(world: EngineWorld, cell: Cell, name: string): Promise<CellResult> {
  const { duration, fault, format, kind, operation, repository } = cell;
  const ports = await world.ports(FORMATS[format]);
  const { ref, repository: changed, result, run, status } = await prepare(format, kind, name, ports);
  const struck = await world.ports(FORMATS[format]);
  const where = repository === undefined ? {} : { repository };
  const id = await world.steering.add({ operation, ...where, times: duration.times, action: fault.action });
  const wrong: string[] = [];
  const ended = await endOf(() => run(struck), wrong);
  if (duration.times === 1 && ended !== 'done') wrong.push(`one fault ended it: ${ended}`);
  const fired = await world.steering.fired(id);
  await world.steering.clear();
  const again = await endOf(async () => run(await world.ports(FORMATS[format])), wrong);
  if (again !== 'done') wrong.push(`the second run ended ${again}`);
  const reader = ports.destination.reader(changed);
  const held = (await reader.listAssets(ref))?.assets ?? [];
  const [is, shall] = [held, result].map((assets) =>
    assets
      .map((one) => `${one.name} ${one.sha256}`)
      .sort()
      .join('\n'),
  );
  if (is !== shall) wrong.push(`${changed} holds ${is}, not ${shall}`);
  const found = await reader.describeVersion(ref);
  if (found?.status !== status) wrong.push(`the version is ${found?.status}, not ${status}`);
  return { ended, wrong, fired };
}

async function endOf(run: () => Promise<string>, wrong: string[]): Promise<string> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CodedError)) {
      wrong.push(`threw ${String(error)}`);
      return 'no coded error';
    }
    if (!RIGHT_ERRORS.has(error.code)) wrong.push(`the error ${error.code} is not about the fault: ${error.message}`);
    if (error.message.length < 20) wrong.push(`the error ${error.code} says too little: ${error.message}`);
    return error.code;
  }
}

/** Every `stride`-th of the cells, in an order that does not favour those at the beginning. */
export function sampleOf(cells: readonly Cell[], size: number): Cell[] {
  // Odd, since the durations of a fault stand side by side.
  const stride = Math.floor(cells.length / size) | 1;
  return cells.filter((_, index) => index % stride === 0).slice(0, size);
}

/** How many cells ended in each way, in words. */
export function summaryOf(results: readonly CellResult[]): string {
  const counts = new Map<string, number>();
  for (const { ended } of results) counts.set(ended, (counts.get(ended) ?? 0) + 1);
  const list = [...counts].sort(([, a], [, b]) => b - a).map(([ended, count]) => `${ended} ${count}`);
  const idle = results.filter(({ fired }) => fired === 0).length;
  return `${results.length} cells (${results.length - idle} struck): ${list.join(', ')}`;
}
