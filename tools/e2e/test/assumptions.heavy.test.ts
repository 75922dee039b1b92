import { expect, it } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { expectPromotions } from './expect-promotions.ts';

/** Answers to what AWS does not document, other than the embedded server's own. */
const ANSWERS = [
  'copy-overwrite=merge',
  'copy-onto-archived=allow',
  'copy-from-archived=allow',
  'copy-from-unfinished=allow',
  'copy-under-publish-block=refuse',
  'status-after-copy=published',
  'status-after-copy=keep',
  'origin-after-first-copy=open',
  'origin-after-first-copy=source',
  'same-bytes-on-published=conflict',
  'list-unfinished=no',
  'list-archived=no',
  'status-changes-revision=yes',
  'delete-partial=yes',
  'unfinished-download=no',
  'bad-token=404',
];

describeWithClients('a service that answers otherwise', foundClients(), (python) => {
  it.each(ANSWERS)('promotes all the same: %s', async (answer) => {
    await expect(expectPromotions(python, [answer])).resolves.toBeUndefined();
  });
});
