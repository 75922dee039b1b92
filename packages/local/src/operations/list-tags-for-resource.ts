import type { ListTagsForResourceRequest, ListTagsForResourceResult } from '@aws-sdk/client-codeartifact';
import { readTags } from '../model/resource-tags.ts';
import { locateTagged } from '../model/tagged-resource.ts';
import { operation } from './operation.ts';

export const listTagsForResource = operation<ListTagsForResourceRequest, ListTagsForResourceResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      await locateTagged(m, identity, input.resourceArn);
      return { tags: [...(await readTags(m, input.resourceArn))].map(([key, value]) => ({ key, value })) };
    }),
);
