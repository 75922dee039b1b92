import { describe, expect, it } from 'vitest';
import { BuildsetInMemory } from '../test/buildset-in-memory.ts';
import { buildsetFrontEnd } from './front-end.ts';

describe('buildset', () => {
  it.each(buildsetFrontEnd.commands.map(({ name }) => name))('explains %s', async (name) => {
    const { code, stdout, stderr } = await new BuildsetInMemory().run(`${name} --help`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Examples:');
    expect(stdout).not.toContain('<value');
  });

  it('summarises each command as the command does itself', async () => {
    for (const { load, name, summary } of buildsetFrontEnd.commands) {
      expect({ name, summary: (await load()).summary }).toEqual({ name, summary });
    }
  });

  it('takes --format', async () => {
    const buildset = new BuildsetInMemory();
    await buildset.run('init --domain abc --no-probe');
    expect((await buildset.run('sets pyabc --format pypi --domain abc')).code).toBe(0);
    expect((await buildset.run('sets pyabc --format cobol --domain abc')).code).toBe(2);
  });

  it('refuses without a home, naming init', async () => {
    const { code, stderr } = await new BuildsetInMemory().run('sets pyabc --domain abc');
    expect(code).toBe(4);
    expect(stderr).toContain('buildset init --domain abc');
  });
});
