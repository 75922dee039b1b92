import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CapturedStreams } from '../../test/captured-streams.ts';
import { MemoryAccess } from '../../test/memory-access.ts';
import { Output } from '../render/output.ts';
import { askKeyring } from './ask-keyring.ts';
import { domainOfService } from './domain-of-service.ts';
import { parseKeyringCall } from './keyring-call.ts';
import { runKeyring } from './run-keyring.ts';

const HOST = 'abc-000000000000.d.codeartifact.us-east-1.amazonaws.com';
const INDEX = `https://${HOST}/pypi/AbcDev/simple/`;
const LOCAL = 'http://127.0.0.1:4590/pypi/d/abc-000000000000/AbcDev/simple/';

describe('parseKeyringCall', () => {
  it.each([
    ['get s u', { service: 's', username: 'u', mode: 'password', output: 'plain' }],
    ['--mode=creds --output=json get s u', { service: 's', username: 'u', mode: 'creds', output: 'json' }],
    ['get --mode creds s', { service: 's', username: undefined, mode: 'creds', output: 'plain' }],
  ])('understands %s', (line, call) => {
    expect(parseKeyringCall(line.split(' '))).toEqual(call);
  });

  it.each([
    'set s u',
    'del s u',
    '--list-backends',
    'get',
    'get a b c',
    '--keyring-backend x get s u',
    'get s u --mode x',
  ])('leaves %s to another program', (line) => {
    expect(parseKeyringCall(line.split(' '))).toBeUndefined();
  });
});

describe('domainOfService', () => {
  it.each([
    [INDEX, {}],
    [HOST, {}],
    [LOCAL, { AWS_ENDPOINT_URL: 'http://127.0.0.1:4590' }],
  ])('knows the domain of %s', (service, environment) => {
    expect(domainOfService(service, environment)).toMatchObject({ domain: 'abc', domainOwner: '000000000000' });
  });

  it.each([
    ['an index elsewhere', 'https://index.example.com/simple/', {}],
    ["a server that AWS's tools are not sent to", LOCAL, { AWS_ENDPOINT_URL: 'http://127.0.0.1:4591' }],
    ['a server that only looks like one', LOCAL.replace('127.0.0.1', 'evil.example.com'), {}],
    ['a host that only ends like one', `https://${HOST}.example.com/pypi/AbcDev/simple/`, {}],
    ['a connection that anybody can read', INDEX.replace('https', 'http'), {}],
    ['no address', 'system', {}],
  ])('gives no token to %s', (_what, service, environment) => {
    expect(domainOfService(service, environment)).toBeUndefined();
  });
});

describe('the keyring helper', () => {
  let folder = '';
  let access: MemoryAccess;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-keyring-'));
    access = new MemoryAccess();
  });
  afterEach(() => rm(folder, { recursive: true }));

  const run = async (line: string, environment: Record<string, string> = {}) => {
    const streams = new CapturedStreams({});
    const code = await runKeyring({
      argv: line.split(' '),
      environment: { HOME: folder, PATH: '', ...environment },
      streams,
      signal: new AbortController().signal,
      own: join(folder, 'own', 'keyring'),
      accessConnector: access.connector,
      now: () => Date.parse('2029-12-31T00:00:00Z'),
    });
    return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
  };

  /** A program of the name `keyring` that writes its arguments down. */
  const otherKeyring = async (name: string): Promise<string> => {
    const path = join(folder, name);
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'keyring'), `#!/bin/sh\necho "$@" > '${path}/called'\necho mine\nexit 7\n`);
    await chmod(join(path, 'keyring'), 0o755);
    return path;
  };

  it('answers with a token, and asks CodeArtifact once for many calls', async () => {
    expect(await run(`get ${INDEX} aws`)).toEqual({ code: 0, stdout: 'secret-token-1\n', stderr: '' });
    expect((await run(`--mode creds get ${INDEX}`)).stdout).toBe('aws\nsecret-token-1\n');
    expect((await run(`--mode=creds --output=json get ${HOST} aws`)).stdout).toBe(
      '{"username":"aws","password":"secret-token-1"}\n',
    );
    expect(access.tokens).toBe(1);
  });

  it('takes CODEARTIFACT_AUTH_TOKEN where it is set', async () => {
    expect((await run(`get ${INDEX} aws`, { CODEARTIFACT_AUTH_TOKEN: 'given' })).stdout).toBe('given\n');
    expect(access.tokens).toBe(0);
  });

  it('ends with 1 and says why when there is no token', async () => {
    access.isThere = false;
    expect(await run(`get ${INDEX} aws`)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'codeartifact-keyring: nobody is to be asked\n',
    });
  });

  it('hands everything else to the next program of its name, with its exit code', async () => {
    const path = await otherKeyring('other');
    expect((await run('get https://index.example.com me', { PATH: path })).code).toBe(7);
    expect(await readFile(join(path, 'called'), 'utf8')).toBe('get https://index.example.com me\n');
    expect((await run(`get ${INDEX} somebody`, { PATH: path })).code).toBe(7);
    expect((await run('set a b', { PATH: path })).code).toBe(7);
    expect(access.tokens).toBe(0);
  });

  it('never calls itself, and ends with 1 where there is no other', async () => {
    const other = await otherKeyring('own');
    const linked = join(folder, 'linked');
    await mkdir(linked);
    await symlink(join(other, 'keyring'), join(linked, 'keyring'));
    expect((await run('get https://index.example.com me', { PATH: `${linked}:${other}` })).code).toBe(1);
    const environment = { PATH: await otherKeyring('other'), CODEARTIFACT_KEYRING_HANDED_OVER: '1' };
    expect((await run('get https://index.example.com me', environment)).code).toBe(1);
  });
});

describe('askKeyring', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-keyring-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const programIs = (script: string) => writeFile(join(folder, 'keyring'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const ask = async (user: string) => {
    const streams = new CapturedStreams({});
    const output = new Output(streams, {}, { name: 'tool', json: false, quiet: false, verbose: false });
    const scope = { environment: { PATH: folder }, signal: new AbortController().signal, output };
    return { password: await askKeyring('service', user, scope), stderr: streams.stderr.text };
  };

  it('has the password of a program that knows it, and none of another', async () => {
    expect(await ask('me')).toEqual({ password: undefined, stderr: '' });
    await programIs('[ "$1 $2 $3" = "get service me" ] && echo "p w%#"');
    expect(await ask('me')).toEqual({ password: 'p w%#', stderr: '' });
    expect(await ask('you')).toEqual({ password: undefined, stderr: '' });
  });

  it('says in one line why the program failed', async () => {
    await programIs(
      'echo "Traceback (most recent call last):\n  File x, line 1\nNoKeyringError: no backend" >&2; exit 1',
    );
    expect(await ask('me')).toEqual({
      password: undefined,
      stderr: 'tool: warning: the keyring program failed: NoKeyringError: no backend\n',
    });
  });

  it('says nothing of what a program grumbled that had the password', async () => {
    await programIs('echo "DeprecationWarning" >&2; echo pw');
    expect(await ask('me')).toEqual({ password: 'pw', stderr: '' });
  });
});
