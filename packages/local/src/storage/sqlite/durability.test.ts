import { beforeEach, describe, expect, it } from 'vitest';
import { durability } from './durability.ts';

let ends: { readonly resolve: () => void; readonly reject: (error: Error) => void }[];
let durable: ReturnType<typeof durability>;
let told: string[];

/** Waits as the one called `name` does, and notes how it ends. */
const wait = (name: string, generation: string): void => {
  const note = (how: string) => () => void told.push(`${name} ${how}`);
  void durable(generation).then(note('done'), note('failed'));
};

const turn = () => new Promise((resolve) => void setImmediate(resolve));

beforeEach(() => {
  ends = [];
  told = [];
  durable = durability(() => new Promise((resolve, reject) => void ends.push({ resolve, reject })));
});

describe('what is committed', () => {
  it('is waited for by who wrote it and by who read it', async () => {
    wait('writer', '1');
    await turn();
    wait('reader', '1');
    await turn();
    expect([ends.length, told]).toEqual([1, []]);
    ends[0]?.resolve();
    await turn();
    expect(told).toEqual(['writer done', 'reader done']);
  });

  it('while a sync is under way shares the next', async () => {
    wait('a', '1');
    await turn();
    wait('b', '2');
    wait('c', '3');
    await turn();
    expect(ends.length).toBe(1);
    ends[0]?.resolve();
    await turn();
    expect([ends.length, told]).toEqual([2, ['a done']]);
    ends[1]?.resolve();
    await turn();
    expect(told).toEqual(['a done', 'b done', 'c done']);
  });

  it('is synced once, however many read it', async () => {
    wait('writer', '1');
    await turn();
    ends[0]?.resolve();
    await turn();
    wait('reader', '1');
    await turn();
    expect([ends.length, told]).toEqual([1, ['writer done', 'reader done']]);
  });
});

describe('a sync that fails', () => {
  it('fails those who wait, those who come along and those who come later, and is not tried again', async () => {
    wait('a', '1');
    await turn();
    wait('b', '2');
    ends[0]?.reject(new Error('EIO'));
    await turn();
    wait('reader', '2');
    wait('c', '3');
    await turn();
    expect(ends.length).toBe(1);
    expect(told).toEqual(['a failed', 'b failed', 'reader failed', 'c failed']);
  });
});
