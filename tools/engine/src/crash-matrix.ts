import {
  type Asset,
  CodedError,
  type Format,
  type PromotionPorts,
  type RepositoryReader,
  type VersionRef,
} from '@buildset/core';
import { startCommand } from './command-line.ts';
import type { EngineWorld } from './engine-world.ts';
import { FORMATS } from './made-builds.ts';
import { type Case, isPossible, PLAN_KINDS, type PlanKind, prepare } from './plan-kinds.ts';

/** A kind of plan of a format: the command for it can be killed before each of its requests. */
export interface Journey {
  readonly format: Format;
  readonly kind: PlanKind;
  /** What an overwriting copy does. */
  readonly overwriting: 'replace' | 'merge';
}

const FORMAT_NAMES: readonly Format[] = ['pypi', 'generic', 'npm'];

/** Every kind of plan of every format; where overwriting merges, those for which that makes a difference. */
export const JOURNEYS: readonly Journey[] = (['replace', 'merge'] as const).flatMap((overwriting) =>
  FORMAT_NAMES.flatMap((format) =>
    PLAN_KINDS.filter((kind) => isPossible(format, kind) && (overwriting === 'replace' || kind === 'replace')).map(
      (kind) => ({ format, kind, overwriting }),
    ),
  ),
);

/** How many requests the command makes that nothing disturbs. Throws when it does not end well. */
export async function requestsOf(world: EngineWorld, journey: Journey): Promise<number> {
  const { line } = await prepared(await world.ports(FORMATS[journey.format]), journey, 'whole');
  await world.steering.takeRequests();
  const { code, stderr } = await startCommand(line, world).ended;
  if (code !== 0) throw new Error(`${line.bin} ${line.args.join(' ')}: ${code} ${stderr}`);
  return (await world.steering.takeRequests()).length;
}

/**
 * Kills the command with SIGKILL before its `nth` request, while the server keeps that back; looks at what installers then
 * find, does the same again, and once more. Returns what is wrong; nothing when all is right; undefined when the command
 * ended well with fewer requests, since how often it looks again depends on time.
 */
export async function killedBefore(
  world: EngineWorld,
  journey: Journey,
  nth: number,
  name: string,
): Promise<readonly string[] | undefined> {
  const wrong: string[] = [];
  const ports = await world.ports(FORMATS[journey.format]);
  const { line, ref, repository, result, run, status } = await prepared(ports, journey, name);
  const seen = () => offered(ports.destination.reader(repository), ref);
  const before = await seen();
  await world.steering.clear();
  const id = await world.steering.add({ nth, action: { kind: 'hold', when: 'before' } });
  const running = startCommand(line, world);
  const isMet = await world.steering.met(id, () => running.isOver());
  running.kill();
  const { code, signal, stderr } = await running.ended;
  if (!isMet && code === 0) return undefined;
  if (signal !== 'SIGKILL') wrong.push(`it was not killed: ${stderr}`);
  await world.steering.clear();
  await world.steering.settled();

  const after = await seen();
  const shall = status === 'Published' ? result : [];
  if (!mayBeSeen(after, journey, [before, shall])) wrong.push(`installers found ${named(after)} then`);
  const again = await endOf(world, journey, run);
  if (again !== 'done') wrong.push(`the second run ended ${again}`);
  const now = await seen();
  if (!isSame(now, shall)) wrong.push(`installers find ${named(now)}, not ${named(shall)}`);
  if (await ports.home.transit.describeVersion(ref)) wrong.push('the transit was not emptied');

  await world.steering.takeRequests();
  const third = await endOf(world, journey, run);
  const writes = (await world.steering.takeRequests()).flatMap(({ operation = '?' }) =>
    READ.test(operation) ? [] : [operation],
  );
  if (third !== 'done' || writes.length > 0) wrong.push(`the third run ended ${third}, and wrote ${writes.join(', ')}`);
  return wrong;
}

/** Operations that change nothing. */
const READ = /^(?:List|Describe|Get|pypi:Index|pypi:Download|npm:Packument|npm:Tarball)/;

async function prepared(ports: PromotionPorts, { format, kind, overwriting }: Journey, name: string): Promise<Case> {
  const kase = await prepare(format, kind, name, ports);
  const isAnswering = kase.line.args[0] !== 'undo';
  const args = [...kase.line.args, ...(isAnswering ? ['--assume', `copy-overwrite=${overwriting}`] : [])];
  return { ...kase, line: { ...kase.line, args } };
}

type Seen = readonly Pick<Asset, 'name' | 'sha256'>[];

/** What installers are offered of the version. */
async function offered(reader: RepositoryReader, ref: VersionRef): Promise<Seen> {
  const [description, listing] = await Promise.all([reader.describeVersion(ref), reader.listAssets(ref)]);
  return description?.status === 'Published' ? (listing?.assets ?? []) : [];
}

/** The old state or the new one; nothing where a version is removed before it is replaced; a part where that was allowed. */
function mayBeSeen(seen: Seen, { format, kind, overwriting }: Journey, states: readonly [Seen, Seen]): boolean {
  const isRemoved = (kind === 'replace' && overwriting === 'merge') || kind === 'undo';
  if (states.some((state) => isSame(state, seen)) || (isRemoved && seen.length === 0)) return true;
  return kind === 'direct' && format === 'pypi' && isPart(seen, states[1]);
}

function isSame(a: Seen, b: Seen): boolean {
  return a.length === b.length && isPart(a, b);
}

function isPart(some: Seen, all: Seen): boolean {
  return some.every(({ name, sha256 }) => all.some((one) => one.name === name && one.sha256 === sha256));
}

function named(assets: Seen): string {
  return assets.length === 0 ? 'nothing' : assets.map(({ name }) => name).join(', ');
}

async function endOf(world: EngineWorld, { format }: Journey, run: Case['run']): Promise<string> {
  try {
    return await run(await world.ports(FORMATS[format]));
  } catch (error) {
    return error instanceof CodedError ? `${error.code}: ${error.message}` : String(error);
  }
}
