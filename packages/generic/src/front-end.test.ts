import { expect, it } from 'vitest';
import { genericFrontEnd } from './front-end.ts';

it('summarises each command as the command does itself', async () => {
  for (const { load, name, summary } of genericFrontEnd.commands) {
    expect({ name, summary: (await load()).summary }).toEqual({ name, summary });
  }
});

it('speaks of no Python package in the examples of any command', async () => {
  for (const { load } of genericFrontEnd.commands) {
    expect(JSON.stringify((await load()).examples)).not.toMatch(/pyabc|wheel|twine/i);
  }
});
