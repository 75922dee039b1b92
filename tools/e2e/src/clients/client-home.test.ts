import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { clientHome } from './client-home.ts';

const USER = {
  PATH: '/usr/bin',
  HOME: '/home/user',
  AWS_PROFILE: 'production',
  TWINE_PASSWORD: 'secret',
  PIP_INDEX_URL: 'http://index.invalid/simple',
  PIP_CONFIG_FILE: '/home/user/pip.conf',
  UV_INDEX_URL: 'http://index.invalid/simple',
  XDG_CONFIG_HOME: '/home/user/.config',
  HTTPS_PROXY: 'http://proxy.invalid',
  PYTHONPATH: '/home/user/lib',
};

describe('clientHome', () => {
  it("keeps the user's configuration out and the PATH in", async () => {
    const home = await clientHome(USER);
    onTestFinished(() => home.remove());
    expect(home.env).toMatchObject({ PATH: '/usr/bin', HOME: home.path, XDG_CONFIG_HOME: join(home.path, '.config') });
    const text = JSON.stringify(home.env);
    for (const foreign of ['production', 'secret', 'invalid', '/home/user']) expect(text).not.toContain(foreign);
  });

  it('points pip at this machine only, in a file that a login may change', async () => {
    const home = await clientHome(USER);
    onTestFinished(() => home.remove());
    const text = readFileSync(join(home.path, '.config', 'pip', 'pip.conf'), 'utf8');
    expect(text).toMatch(/^index-url = http:\/\/127\.0\.0\.1:9\/simple\/$/m);
    expect(text).toMatch(/^extra-index-url =$/m);
    expect(text).toMatch(/^find-links =$/m);
  });

  it('is another folder each time and is gone after remove, which may be called twice', async () => {
    const [a, b] = await Promise.all([clientHome(USER), clientHome(USER)]);
    expect(a.path).not.toBe(b.path);
    await Promise.all([a.remove(), b.remove()]);
    await a.remove();
    expect(existsSync(a.path)).toBe(false);
  });
});
