import type { NpmConfig } from '../registry/npm-config.ts';

/**
 * The `Authorization` header that npm would send to a registry: of the longest part of its address, without the protocol,
 * that has a whole login in npm's configuration; a token before user and password, `_auth` last. Undefined without one.
 * Source: npm-registry-fetch, auth.js.
 */
export function registryAuthorization(address: string, config: NpmConfig): string | undefined {
  const { host, pathname } = new URL(address);
  for (let at = `//${host}${pathname}`; at.length > 2; at = at.replace(/(?:[^/]+|\/)$/, '')) {
    const login = loginAt(at, config);
    if (login !== undefined) return login;
  }
  return undefined;
}

function loginAt(prefix: string, config: NpmConfig): string | undefined {
  const get = (name: string): string | undefined => config.get(`${prefix}:${name}`)?.value || undefined;
  const token = get('_authToken');
  if (token !== undefined) return `Bearer ${token}`;
  const [username, password, auth] = [get('username'), get('_password'), get('_auth')];
  if (username !== undefined && password !== undefined) {
    const plain = `${username}:${Buffer.from(password, 'base64').toString()}`;
    return `Basic ${Buffer.from(plain).toString('base64')}`;
  }
  return auth === undefined ? undefined : `Basic ${auth}`;
}
