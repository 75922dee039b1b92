import type { TagResourceRequest, TagResourceResult } from '@aws-sdk/client-codeartifact';
import { setTags } from '../model/resource-tags.ts';
import { locateTagged } from '../model/tagged-resource.ts';
import { operation } from './operation.ts';

export const tagResource = operation<TagResourceRequest, TagResourceResult>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    await locateTagged(m, identity, input.resourceArn);
    await setTags(m, input.resourceArn, input.tags);
    return {};
  }),
);
