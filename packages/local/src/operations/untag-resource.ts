import type { UntagResourceRequest, UntagResourceResult } from '@aws-sdk/client-codeartifact';
import { removeTagKeys } from '../model/resource-tags.ts';
import { locateTagged } from '../model/tagged-resource.ts';
import { operation } from './operation.ts';

/** Keys that are not there are no error. */
export const untagResource = operation<UntagResourceRequest, UntagResourceResult>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    await locateTagged(m, identity, input.resourceArn);
    await removeTagKeys(m, input.resourceArn, input.tagKeys);
    return {};
  }),
);
