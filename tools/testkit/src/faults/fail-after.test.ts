import { MemoryDomain } from '@buildset/core';
import { describe, expect, it } from 'vitest';
import { genericRef, publication } from '../contracts/contract-subject.ts';
import { failing } from './fail-after.ts';

const error = new Error('the line is cut');

describe('failing', () => {
  it('fails once after as many calls as told, before there is an effect', async () => {
    const ref = genericRef();
    const port = failing(new MemoryDomain().addRepository('Dev').writer('Dev'), {
      method: 'publishAsset',
      after: 1,
      error,
    });
    const publish = (name: string) => port.publishAsset(ref, publication(name, 'one', { unfinished: true }));
    await publish('a');
    await expect(publish('b')).rejects.toBe(error);
    await publish('c');
    expect((await port.listAssets(ref))?.assets.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  it('fails after the effect, as when a reply is lost', async () => {
    const ref = genericRef();
    const port = failing(new MemoryDomain().addRepository('Dev').writer('Dev'), {
      method: 'publishAsset',
      when: 'after',
      error,
    });
    await expect(port.publishAsset(ref, publication('a', 'one'))).rejects.toBe(error);
    expect((await port.listAssets(ref))?.assets).toHaveLength(1);
  });
});
