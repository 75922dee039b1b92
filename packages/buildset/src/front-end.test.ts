import { attachRecord, MemoryFile, MemoryRandom, openHome } from '@buildset/core';
import { beforeAll, describe, expect, it } from 'vitest';
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
    expect((await buildset.run('list --format pypi --domain abc')).code).toBe(0);
    expect((await buildset.run('list --format cobol --domain abc')).code).toBe(2);
  });

  describe('sets', () => {
    const buildset = new BuildsetInMemory();
    beforeAll(async () => {
      await buildset.run('init --domain abc --no-probe');
      buildset.domain.addRepository('AbcDev').addRepository('AbcStaging');
      for (const [format, namespace, name] of [
        ['generic', 'ops', 'tools'],
        ['generic', 'ops', 'library'],
        ['npm', 'abc', 'app'],
      ] as const) {
        const file = new MemoryFile('file', name);
        const build = { asset: file.asset, open: async () => file.stream() };
        const ref = { format, namespace, name, version: '1.0.0' };
        const clock = buildset.domain.clock;
        const home = { ...(await openHome(buildset.domain)), clock, timer: clock, random: new MemoryRandom('a') };
        await attachRecord({ ref, build: '1', files: [build] }, home);
      }
    });

    it.each(['sets generic:ops/tools', 'sets ops/tools --format generic', 'sets npm:@abc/app==1.0.0'])(
      'takes the format before the name or by its flag: %s',
      async (line) => {
        expect(await buildset.run(`${line} --domain abc`)).toMatchObject({ code: 0, stderr: '' });
      },
    );

    it.each([
      ['promote generic:ops/tools==1.0.0 --build 9 --from AbcDev --to AbcStaging', 'ops/tools==1.0.0 has no build 9'],
      ['seal npm:@abc/app@1.0.0 --build 2', '@abc/app@1.0.0 has no open build 2'],
      ['undo generic:ops/tools p-0123456789ab', 'The log of ops/tools has no'],
    ])('is not alone in taking the format before the name: %s', async (line, said) => {
      expect((await buildset.run(`${line} --domain abc`)).stderr).toContain(said);
    });

    it.each([
      ['generic:tools', 'Did you mean generic:ops/tools?'],
      ['generic:ops', 'Did you mean one of generic:ops/library, generic:ops/tools?'],
      ['generic:ops/', 'Did you mean one of generic:ops/library, generic:ops/tools?'],
      ['generic:ops/tool', 'Did you mean generic:ops/tools?'],
      ['generic:app', 'Did you mean npm:@abc/app?'],
      ['app', 'Did you mean npm:@abc/app?'],
      ['npm:@abc', 'Did you mean npm:@abc/app?'],
      ['generic:nothing', 'Give <namespace>/<package>==<version>, for example ops/tools==1.0.0.'],
    ])('guesses what %s means', async (spec, next) => {
      expect(await buildset.run(`sets ${spec} --domain abc`)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`next: ${next}`),
      });
    });
  });

  it('refuses without a home, naming init', async () => {
    const { code, stderr } = await new BuildsetInMemory().run('sets pyabc --domain abc');
    expect(code).toBe(4);
    expect(stderr).toContain('buildset init --domain abc');
  });
});
