import { readFile } from 'node:fs/promises';
import { NpmCommandError } from '../npm-command-error.ts';
import type { NpmConfig } from '../registry/npm-config.ts';

/** How npm makes itself known to a registry. */
export interface RegistryLogin {
  /** The `Authorization` header. */
  readonly authorization?: string;
  /** PEM of a client certificate and its key. */
  readonly clientPem?: string;
}

/**
 * The login that npm would use at a registry: that of the longest part of its address, without the protocol, that has a
 * whole one in npm's configuration. A token goes before user and password, `_auth` last; a certificate goes with either, or
 * alone. Without a certificate there, it is `cert` and `key`, which are for every registry. Throws `npmrc-invalid` for a
 * certificate that cannot be read. Source: npm-registry-fetch, auth.js.
 */
export async function registryLogin(address: string, config: NpmConfig): Promise<RegistryLogin> {
  const { host, pathname } = new URL(address);
  const everywhere = pemOf(unescaped('cert', config), unescaped('key', config));
  for (let at = `//${host}${pathname}`; at.length > 2; at = at.replace(/(?:[^/]+|\/)$/, '')) {
    const authorization = authorizationAt(at, config);
    const certificate = await certificateAt(at, config);
    if (authorization === undefined && certificate === undefined) continue;
    const clientPem = certificate ?? everywhere;
    return {
      ...(authorization === undefined ? {} : { authorization }),
      ...(clientPem === undefined ? {} : { clientPem }),
    };
  }
  return everywhere === undefined ? {} : { clientPem: everywhere };
}

function authorizationAt(prefix: string, config: NpmConfig): string | undefined {
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

async function certificateAt(prefix: string, config: NpmConfig): Promise<string | undefined> {
  const names = [`${prefix}:certfile`, `${prefix}:keyfile`];
  if (names.some((name) => !config.get(name)?.value)) return undefined;
  const [cert, key] = await Promise.all(names.map((name) => readPem(name, config)));
  return pemOf(cert, key);
}

async function readPem(name: string, config: NpmConfig): Promise<string> {
  const { from = '', value: file = '' } = config.get(name) ?? {};
  return await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `${file} cannot be read, which ${from} names as ${name}.`;
    throw new NpmCommandError('npmrc-invalid', message, 'Correct the path, or check its rights.', { cause });
  });
}

/** A PEM in one line, as a configuration has it. */
function unescaped(name: string, config: NpmConfig): string | undefined {
  return config.get(name)?.value.replaceAll('\\n', '\n') || undefined;
}

/** Node finds either in the other's text. */
function pemOf(cert: string | undefined, key: string | undefined): string | undefined {
  return cert === undefined || key === undefined ? undefined : `${cert.trimEnd()}\n${key.trimEnd()}\n`;
}
