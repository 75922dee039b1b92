import { expect, it } from 'vitest';
import { registryAuthorization } from './registry-login.ts';

const URL_OF_TEAM = 'https://registry.example.com:8443/team/npm/';
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const PASSWORD = Buffer.from('secret').toString('base64');

const login = (settings: Readonly<Record<string, string>>): string | undefined =>
  registryAuthorization(URL_OF_TEAM, {
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
])('finds in %j the login %s', (settings, expected) => {
  expect(login(settings as Record<string, string>)).toBe(expected);
});
