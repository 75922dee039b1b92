import type { FormatAdapter, PromotionPorts } from '@buildset/core';
import { answersOf } from './answers.ts';
import type { ConnectedEnds } from './connect-ends.ts';
import type { Connection } from './connection.ts';

/** The two ends of a promotion, where both are of one domain. Throws `no-home`. */
export async function insideOf(connection: Connection): Promise<ConnectedEnds> {
  const { domain, meter, spool } = connection;
  return { source: domain, destination: domain, home: await connection.home(), spool, meter };
}

/** The ports of a promotion of a format between two ends. Throws `unknown-assumption`. */
export function promotionPorts(
  ends: ConnectedEnds,
  format: FormatAdapter,
  assumptions?: readonly (string | number)[],
): PromotionPorts {
  return { ...ends, format, answers: answersOf(ends.home, format.format, assumptions?.map(String)) };
}
