import { expect, it } from 'vitest';
import { npmFrontEnd } from './front-end.ts';

it('summarises each command as the command does itself', async () => {
  for (const { load, name, summary } of npmFrontEnd.commands) {
    expect({ name, summary: (await load()).summary }).toEqual({ name, summary });
  }
});

it('speaks of npm packages in what --help says of each command', async () => {
  for (const { load } of npmFrontEnd.commands) {
    const { examples, flags, positionals } = await load();
    const told = Object.entries({ ...positionals, ...flags }).map(([name, { describe, hidden }]) => [
      name,
      hidden === true ? '' : describe,
    ]);
    expect(JSON.stringify([...examples, ...told])).not.toMatch(/pyabc|==|wheel|twine/i);
  }
});
