import { expect, inject, it } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { guideFile, walkGuide } from '../src/guides/walk-guide.ts';

/** UPDATE_GUIDES=1 writes the outputs that come into the guides. */
const update = process.env['UPDATE_GUIDES'] === '1';

describeWithClients('the guides', foundClients(), () => {
  it.each([['generic', 'home']] as const)('%s.md shows what comes', async (name, start) => {
    expect(await walkGuide(guideFile(name), { start, clients: inject('clients'), update })).toBe('');
  });
});
