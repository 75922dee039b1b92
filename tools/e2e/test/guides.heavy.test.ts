import { expect, inject, it } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { guideFile, walkGuide } from '../src/guides/walk-guide.ts';

/** UPDATE_GUIDES=1 writes the outputs that come into the guides. */
const update = process.env['UPDATE_GUIDES'] === '1';

describeWithClients('the guides', foundClients(), () => {
  it.each([
    ['configuration', 'domain'],
    ['generic', 'home'],
    ['history', 'wheels'],
    ['login', 'wheels'],
    ['npm', 'home'],
    ['promotion', 'wheels'],
    ['python', 'domain'],
    ['releases', 'wheels'],
    ['retention', 'wheels'],
    ['roles', 'home'],
    ['without-aws', 'machine'],
  ] as const)('%s.md shows what comes', { timeout: 600_000 }, async (name, start) => {
    expect(await walkGuide(guideFile(name), { start, clients: inject('clients'), update })).toBe('');
  });
});
