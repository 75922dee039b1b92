import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { makeDomain } from '../src/server/test-domain.ts';
import { makeUser } from '../src/user.ts';
import { projectBuilds } from '../src/wheels/builds.ts';

const REQUEST = ['pyabc==1.0.0', '--build', '23', '--from', 'AbcDev', '--to', 'AbcStaging'];

describeWithClients('a command that cannot be carried out', foundClients(), (python) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(python);
    await scene.user.login('AbcDev');
    await scene.user.twineUpload([projectBuilds()[22].wheel, projectBuilds()[23].wheel]);
  });
  afterAll(() => scene?.close());

  const promoteWith = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const mark = await scene.server.steering.mark();
    const { code, stderr } = await scene.user.run('codeartifact-twine', ['promote', ...args, '--json'], env);
    expect(await scene.server.steering.writes(mark)).toEqual([]);
    return { code, error: printedError(stderr) };
  };
  const inAbc = [...REQUEST, '--domain', 'abc'];

  describe('for want of a home', () => {
    it('ends with 4 and names buildset init', async () => {
      const homeless = await makeDomain(scene.server, 'homeless');
      const user = await makeUser(homeless, python);
      const { code, stderr } = await user.promote(REQUEST);
      await user.remove();
      expect({ code, error: printedError(stderr) }).toMatchObject({ code: 4, error: { code: 'no-home' } });
      expect(printedError(stderr)?.next).toContain('buildset init --domain homeless');
    });
  });

  describe('for what was typed', () => {
    it.each<[string, readonly string[], string, RegExp]>([
      ['an unknown destination', [...inAbc, '--to', 'AbcNowhere'], 'not-found', /AbcNowhere/],
      ['an unknown source', [...inAbc, '--from', 'AbcNowhere'], 'not-found', /AbcNowhere/],
      ['an unknown domain', [...REQUEST, '--domain', 'nowhere'], 'not-found', /nowhere/],
      ['the home as destination', [...inAbc, '--to', 'buildset'], 'own-repository', /buildset/],
      ['a build that is not there', [...inAbc, '--build', '99'], 'no-such-build', /99/],
      ['a version that is not there', ['pyabc==2.0.0', ...inAbc.slice(1)], 'no-such-build', /2\.0\.0/],
      ['no build', ['pyabc==1.0.0', ...inAbc.slice(3)], 'usage', /build/],
      ['an unknown option', [...inAbc, '--bild', '7'], 'usage', /bild/],
    ])('ends with 2 and names it: %s', async (_what, args, code, named) => {
      const result = await promoteWith(lastOfEach(args));
      expect(result).toMatchObject({ code: 2, error: { code } });
      expect(result.error?.message).toMatch(named);
    });

    it.each([
      ['--from', 'source'],
      ['--to', 'destination'],
    ])('tells whose matter an unknown repository behind %s is', async (flag, side) => {
      const { error } = await promoteWith(lastOfEach([...inAbc, flag, 'AbcNowhere']));
      expect(error).toMatchObject({ side });
    });

    it('ends with 2 where no domain is given, nor a tool logged in to one', async () => {
      const result = await promoteWith(lastOfEach(REQUEST), { HOME: join(scene.user.home.path, 'nobody') });
      expect(result).toMatchObject({ code: 2, error: { code: 'domain-missing' } });
    });

    it('says which builds there are', async () => {
      const result = await promoteWith(lastOfEach([...inAbc, '--build', '99']));
      expect(result.error?.next).toMatch(/22.*23/);
    });
  });

  describe('for want of the right to', () => {
    it.each<[string, Readonly<Record<string, string>>, string]>([
      ['a secret that is wrong', { AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) }, 'credentials-invalid'],
      ['a key that is not known', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }, 'credentials-invalid'],
      ['no key at all', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 'credentials-missing'],
    ])('ends with 5 and says what to do: %s', async (_what, env, code) => {
      const result = await promoteWith(inAbc, env);
      expect(result).toMatchObject({ code: 5, error: { code } });
      expect(result.error?.next).toMatch(/AWS|aws/);
      expect(JSON.stringify(result)).not.toContain(env['AWS_SECRET_ACCESS_KEY'] || 'no secret');
    });

    it('ends with 5 and names the logins where a token in .pypirc has expired', async () => {
      const { domain, server, user } = scene;
      const fault = await server.steering.add({ operation: 'pypi:Upload', action: { kind: 'expire-token' } });
      const wheel = projectBuilds()[24].wheel.path;
      const noKey = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
      const upload = ['upload', '--repository', 'codeartifact', '--json', wheel];
      const { code, stderr } = await user.run('codeartifact-twine', upload, noKey);
      expect(await fault.fired()).toBeGreaterThan(0);
      await fault.remove();
      expect({ code, error: printedError(stderr) }).toMatchObject({ code: 5, error: { code: 'token-expired' } });
      expect(printedError(stderr)?.next).toMatch(/codeartifact-twine login.*aws codeartifact login --tool twine/);
      expect(stderr).not.toContain(await domain.token());
      expect((await domain.held('AbcDev', 'pyabc'))?.assets).toHaveLength(2);
    });

    it('asks for another token where one expires on the way, and goes on', async () => {
      const { server, user } = scene;
      const fault = await server.steering.add({
        operation: 'pypi:Upload',
        nth: 1,
        action: { kind: 'expire-token' },
      });
      const result = await user.promote(lastOfEach([...REQUEST, '--to', 'AbcProd']));
      expect(await fault.fired()).toBe(1);
      await fault.remove();
      expect(result).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
    });
  });
});

/** The arguments, where an option that stands twice counts as it stands last. */
function lastOfEach(args: readonly string[]): string[] {
  const [spec = '', ...rest] = args;
  const options = new Map<string, string>();
  for (let index = 0; index < rest.length; index += 2) options.set(rest[index] ?? '', rest[index + 1] ?? '');
  return [spec, ...[...options].flat()];
}
