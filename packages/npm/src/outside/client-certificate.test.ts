import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeRegistry } from '../../test/fake-registry.ts';
import { NpmInMemory } from '../../test/npm-in-memory.ts';

/** Certificates for 127.0.0.1, made for tests alone. */
const pem = (name: string): string =>
  fileURLToPath(new URL(`../../../codeartifact/test/tls/${name}.pem`, import.meta.url));

let npm: NpmInMemory;
let registry: FakeRegistry;
beforeEach(async () => {
  const [server, ca] = await Promise.all([readFile(pem('server'), 'utf8'), readFile(pem('ca'), 'utf8')]);
  [npm, registry] = await Promise.all([NpmInMemory.create(), FakeRegistry.start({ cert: server, key: server, ca })]);
  await npm.write({
    'app/buildset.config.json': { domain: 'abc' },
    'app/package.json': { name: 'app', version: '1.0.0' },
  });
  const { code, stderr } = await npm.run('attach --build 1 -r AbcDev', 'app');
  if (code !== 0) throw new Error(stderr);
});
afterEach(async () => {
  await registry.stop();
  await npm.remove();
});

async function promote(...npmrc: readonly string[]) {
  await npm.write({ '.npmrc': [`cafile=${pem('ca')}`, ...npmrc, ''].join('\n') });
  return await npm.run(`promote --build 1 --from AbcDev --to-registry ${registry.url}`, 'app');
}

it('promotes with a client certificate of .npmrc and no other login', async () => {
  const names = ['certfile', 'keyfile'];
  const { code, stderr } = await promote(...names.map((name) => `//${registry.host}/team/:${name}=${pem('client')}`));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(registry.held.has('1.0.0')).toBe(true);
});

it('promotes with what cert and key say', async () => {
  const line = JSON.stringify(await readFile(pem('client'), 'utf8'));
  expect(await promote(`cert=${line}`, `key=${line}`)).toMatchObject({ code: 0 });
  expect(registry.publishes).toHaveLength(1);
});

it('says that a certificate is none before anything is sent', async () => {
  const { stderr } = await promote('cert=nonsense', 'key=nonsense');
  expect(stderr).toContain('error[file-unreadable]');
  expect(registry.reads).toEqual([]);
});

it('is taken by nobody without one', async () => {
  expect((await promote(`//${registry.host}/:_authToken=token-of-nobody`)).code).not.toBe(0);
  expect(registry.held.size).toBe(0);
});

it('keeps the certificate from other hosts, which tarballs are handed out from', async () => {
  const [server, ca] = await Promise.all([readFile(pem('server'), 'utf8'), readFile(pem('ca'), 'utf8')]);
  const other = await FakeRegistry.start({ cert: server, key: server, ca });
  try {
    registry.tarballsAt = new URL('/', other.url).href;
    const names = ['certfile', 'keyfile'];
    const { code } = await promote(...names.map((name) => `//${registry.host}/:${name}=${pem('client')}`));
    expect(code).not.toBe(0);
    expect(registry.publishes).toHaveLength(1);
    expect(other.reads).toEqual([]);
  } finally {
    await other.stop();
  }
});
