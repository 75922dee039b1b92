import { hasCode, type Home, type PromotionPorts, sameRepository } from '@buildset/core';
import { type Place, placeOf } from '../config/stages.ts';
import type { Context } from '../context.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Connection } from './connection.ts';

/** What connects the two ends of a promotion. */
export type ConnectedEnds = Pick<
  PromotionPorts,
  'source' | 'destination' | 'home' | 'sourceHome' | 'gateHomes' | 'spool' | 'meter'
>;

/**
 * Connects source and destination, which may be of two domains, accounts or regions, each with a home of its own, and the
 * homes in which the destination's stage wants verdicts and approvals to be looked for. The destination's is still being
 * opened. Throws `no-home` for the latter: a source's domain without a home only has no records to tell of.
 */
export async function connectEnds(
  { from, to }: { readonly from: Place; readonly to: Place },
  flags: ConnectionFlags,
  context: Context,
): Promise<ConnectedEnds> {
  const source = await context.connect(from.settings);
  const destination = await context.connect(to.settings);
  const [home, sourceHome, gateHomes] = await Promise.all([
    destination.openingHome(),
    isHomeOfBoth(source, destination) ? undefined : homeIfAny(source),
    gateHomesOf(to, flags, context),
  ]);
  const { domain, meter, spool } = destination;
  return {
    source: source.domain,
    destination: domain,
    home,
    spool,
    meter,
    ...(sourceHome ? { sourceHome } : {}),
    ...(gateHomes ? { gateHomes } : {}),
  };
}

function isHomeOfBoth(a: Connection, b: Connection): boolean {
  const [one, other] = [a, b].map(({ domain, homeName }) => ({ ...domain.ref, repository: homeName }));
  return one !== undefined && other !== undefined && sameRepository(one, other);
}

async function homeIfAny(connection: Connection): Promise<Home | undefined> {
  return await connection.home().catch((error: unknown) => {
    if (hasCode(error, 'no-home')) return undefined;
    throw error;
  });
}

async function gateHomesOf(
  { stage }: Place,
  flags: ConnectionFlags,
  context: Context,
): Promise<PromotionPorts['gateHomes']> {
  const found = await context.configuration();
  const names = stage === undefined ? undefined : found.configuration.stages?.[stage]?.gateHomes;
  if (!names) return undefined;
  const connections = new Set<Connection>();
  for (const name of names) connections.add(await context.connect(placeOf(name, flags, found).settings));
  return await Promise.all([...connections].map(async (connection) => (await connection.home()).records));
}
