import { expect, it } from 'vitest';
import { npmFrontEnd } from './front-end.ts';

it('summarises each command as the command does itself', async () => {
  for (const { load, name, summary } of npmFrontEnd.commands) {
    expect({ name, summary: (await load()).summary }).toEqual({ name, summary });
  }
});
