import { expect, it } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { expectPromotions } from './expect-promotions.ts';

/** As far from the embedded server's own answers as can be, all at once; one by one: assumptions.heavy.test.ts. */
const ANSWERS = [
  'copy-overwrite=merge',
  'copy-under-publish-block=refuse',
  'status-after-copy=keep',
  'origin-after-first-copy=source',
  'same-bytes-on-published=conflict',
  'list-unfinished=no',
  'list-archived=no',
  'status-changes-revision=yes',
  'delete-partial=yes',
  'unfinished-download=no',
  'bad-token=404',
];

describeWithClients('a service that answers everything otherwise', foundClients(), (python) => {
  it('promotes all the same', async () => {
    await expect(expectPromotions(python, ANSWERS)).resolves.toBeUndefined();
  });
});
