import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryLogin } from './registry-login.ts';

const URL_OF_TEAM = 'https://registry.example.com:8443/team/npm/';
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const PASSWORD = Buffer.from('secret').toString('base64');

const login = (settings: Readonly<Record<string, string>>) =>
  registryLogin(URL_OF_TEAM, {
    get: (name) => (settings[name] === undefined ? undefined : { value: settings[name], from: '.npmrc' }),
  });

const AT = '//registry.example.com:8443';

it.each([
  [{ [`${AT}/team/npm/:_authToken`]: 'a', [`${AT}/:_authToken`]: 'b' }, 'Bearer a'],
  [{ [`${AT}/team/npm:_authToken`]: 'a' }, 'Bearer a'],
  [{ [`${AT}/:_authToken`]: 'b' }, 'Bearer b'],
  [{ [`${AT}/team/:_auth`]: 'eDp5' }, 'Basic eDp5'],
  [{ [`${AT}/team/:username`]: 'me', [`${AT}/team/:_password`]: PASSWORD }, basic('me:secret')],
  [{ [`${AT}/team/:username`]: 'me', [`${AT}/:_authToken`]: 'b' }, 'Bearer b'],
  [{ [`${AT}/other/:_authToken`]: 'c' }, undefined],
  [{ '//registry.example.com/:_authToken': 'c', _authToken: 'd' }, undefined],
  [{ [`${AT}/:_authToken`]: '' }, undefined],
])('finds in %j the login %s', async (settings, expected) => {
  expect((await login(settings as Record<string, string>)).authorization).toBe(expected);
});

describe('the client certificate', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-certificate-'));
    for (const name of ['cert', 'key']) await writeFile(join(folder, `${name}.pem`), `${name} of a file\n`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const filesAt = (at: string) => ({
    [`${at}:certfile`]: join(folder, 'cert.pem'),
    [`${at}:keyfile`]: join(folder, 'key.pem'),
  });
  const EVERYWHERE = { cert: 'cert\\nof all', key: 'key' };
  const OF_FILES = 'cert of a file\nkey of a file\n';

  it('is that of the longest part of the address that has a login, beside a token or alone', async () => {
    expect(await login({ ...filesAt(`${AT}/team/`), [`${AT}/:_authToken`]: 'b' })).toEqual({ clientPem: OF_FILES });
    expect(await login({ ...filesAt(`${AT}/`), [`${AT}/:_authToken`]: 'b', ...EVERYWHERE })).toEqual({
      authorization: 'Bearer b',
      clientPem: OF_FILES,
    });
    expect(await login({ ...filesAt(`${AT}/`), [`${AT}/team/:_authToken`]: 'b' })).toEqual({
      authorization: 'Bearer b',
    });
  });

  it('is what cert and key say for every registry', async () => {
    expect(await login(EVERYWHERE)).toEqual({ clientPem: 'cert\nof all\nkey\n' });
    expect(await login({ cert: 'cert alone' })).toEqual({});
  });

  it('must be readable', async () => {
    const settings = { ...filesAt(`${AT}/`), [`${AT}/:keyfile`]: join(folder, 'none.pem') };
    await expect(login(settings)).rejects.toMatchObject({
      code: 'npmrc-invalid',
      message: expect.stringContaining('none.pem'),
    });
  });
});
