import { initHome, MemoryDomain, Meter } from '@buildset/core';
import { describe, expect, it } from 'vitest';
import type { Connector } from './connection/connection.ts';
import { memoryConnector } from './connection/memory.ts';
import { connecting } from './context.ts';

const SETTINGS = { domain: 'abc', home: 'buildset' };

/** Connects to a domain in memory, but not the first time. */
function failingFirst() {
  const meters: (Meter | undefined)[] = [];
  const memory = memoryConnector(new MemoryDomain(), new Meter());
  const connector: Connector = async (settings, scope) => {
    if (meters.push(scope.meter) === 1) throw new Error('nobody answers');
    return await memory(settings, scope);
  };
  return { ...connecting(connector, {}, new AbortController().signal), meters };
}

describe('connecting', () => {
  it.each([SETTINGS, { ...SETTINGS, domain: 'xyz' }])(
    'connects to %o after a connection to abc has failed',
    async (next) => {
      const { connect, connected, meters } = failingFirst();
      await expect(connect(SETTINGS)).rejects.toThrow('nobody answers');
      await expect(connect(next)).resolves.toMatchObject({ homeName: 'buildset' });
      expect(await connected()).toHaveLength(1);
      expect(meters[1]).toBe(meters[0]);
    },
  );

  it('opens a home that could not be opened before', async () => {
    const domain = new MemoryDomain();
    const { connect } = connecting(memoryConnector(domain, new Meter()), {}, new AbortController().signal);
    const connection = await connect(SETTINGS);
    await expect(connection.home()).rejects.toMatchObject({ code: 'no-home' });
    await initHome(domain);
    await expect(connection.home()).resolves.toMatchObject({ principal: expect.any(Function) });
  });
});
