import {
  type DomainInspector,
  type MemoryDomain,
  MemoryInspector,
  MemoryRandom,
  MemorySpool,
  type Meter,
} from '@buildset/core';
import type { Connector } from './connection.ts';

/** Connects every run to the same domain in memory: for tests, and for trying commands out. */
export function memoryConnector(
  domain: MemoryDomain,
  meter: Meter,
  inspector: DomainInspector = new MemoryInspector(domain, meter),
): Connector {
  const random = new MemoryRandom();
  const spool = new MemorySpool();
  return async () => ({ domain, inspector, clock: domain.clock, timer: domain.clock, random, spool, meter });
}
