import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { pypiSamples } from '@buildset/format-pypi';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { parsePromotion, printedError } from '../src/bins/promotion.ts';
import { type Bin, type BinResult, type RunningBin, startBin } from '../src/bins/start-bin.ts';
import { type ClientHome, clientHome } from '../src/clients/client-home.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain, type TestDomain } from '../src/server/test-domain.ts';

/** Longer than any token lasts. */
const LONG_MS = 13 * 3_600_000;

describe('a run that takes longer than its credentials last', () => {
  let server: Server;
  let domain: TestDomain;
  let home: ClientHome;

  beforeAll(async () => {
    server = await startServer();
    domain = await makeDomain(server, 'abc');
    home = await clientHome();
    await mkdir(join(home.path, 'tree'));
    await writeFile(join(home.path, 'tree', 'run.sh'), 'echo\n');
    await done('buildset', ['init']);
  });
  afterEach(() => server.steering.clear());
  afterAll(async () => {
    await home?.remove();
    await server?.stop();
  });

  const start = (bin: Bin, args: readonly string[], env: Readonly<Record<string, string>> = domain.env): RunningBin =>
    startBin(bin, args, { home: home.path, env: { ...env, BUILDSET_DOMAIN: 'abc' } });

  async function done(bin: Bin, args: readonly string[]): Promise<BinResult> {
    const result = await start(bin, args).result;
    if (result.code !== 0) throw new Error(`${bin} ${args.join(' ')}: ${result.code} ${result.stderr}`);
    return result;
  }

  /** Builds 22 and 23 of a package in AbcDev. */
  async function uploaded(name: string): Promise<void> {
    for (const build of [22, 23]) {
      const { content, name: file } = await pypiSamples.file({ format: 'pypi', name }, '1.0.0', build);
      await writeFile(join(home.path, file), content);
      await done('codeartifact-twine', ['upload', file, '--repository', 'AbcDev']);
    }
  }

  const promoteArgs = (name: string): string[] =>
    `promote ${name}==1.0.0 --build 23 --from AbcDev --to AbcStaging --json`.split(' ');

  describe('renews its token', () => {
    it.each([
      ['before it is used, by the time that other replies tell', 'CopyPackageVersions', 'pyknown'],
      ['when it is refused', 'pypi:Upload', 'pyrefused'],
    ])('%s', async (_when, operation, name) => {
      await uploaded(name);
      const hold = await server.steering.add({ operation, nth: 1, action: { kind: 'hold' } });
      const mark = await server.steering.mark();
      const running = start('codeartifact-twine', promoteArgs(name));
      await hold.holds(running.isOver);
      await server.steering.advance(LONG_MS);
      await hold.remove();
      const { code, stderr, stdout } = await running.result;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(parsePromotion(stdout)?.outcome).toBe('promoted');
      const requests = await server.steering.requests(mark);
      const tokens = requests.filter(
        (request) => request.operation === 'GetAuthorizationToken' && request.status === 200,
      );
      expect(tokens).toHaveLength(2);
      const refused = requests.filter(({ status }) => status === 401).map((request) => request.operation);
      expect(refused).toEqual(operation === 'pypi:Upload' ? ['pypi:Upload'] : []);
    });
  });

  it('takes new keys of a role whenever its own are about to end', async () => {
    await uploaded('pyrole');
    const { accessKeyId, secretAccessKey } = server;
    const at = (path: string): string => join(home.path, path);
    const expiration = new Date(Date.now() + 60_000).toISOString();
    const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Expiration: expiration };
    await writeFile(at('keys.json'), JSON.stringify(keys));
    await writeFile(at('keys.sh'), `#!/bin/sh\necho asked >> ${at('asked')}\ncat ${at('keys.json')}\n`);
    await chmod(at('keys.sh'), 0o755);
    await mkdir(at('.aws'), { recursive: true });
    await writeFile(at('.aws/config'), `[profile role]\ncredential_process = ${at('keys.sh')}\n`);
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...env } = domain.env;
    const { code, stderr } = await start('codeartifact-twine', [...promoteArgs('pyrole'), '--profile', 'role'], env)
      .result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await readFile(at('asked'), 'utf8')).split('\n').length).toBeGreaterThan(3);
  });

  describe('with a session that has ended', () => {
    it.each<[Bin, readonly string[]]>([
      ['buildset', ['verdict', 'pyended==1.0.0', '--build', '23', '--check', 'tests', '--result', 'passed']],
      ['codeartifact-twine', promoteArgs('pyended')],
      [
        'codeartifact-generic',
        ['publish', 'tree', '--namespace', 'ops', '--package', 'tool', '--package-version', '1.0.0'],
      ],
      ['codeartifact-twine', ['login', '--repository', 'AbcDev']],
    ])('%s %j ends with 5 and says how to sign in again', async (bin, args) => {
      await server.steering.add({ action: { kind: 'expire-credentials' } });
      const json = args.includes('--json') ? args : [...args, '--json'];
      const { code, stderr } = await start(bin, json).result;
      expect({ code, error: printedError(stderr) }).toMatchObject({
        code: 5,
        error: { code: 'credentials-expired', next: expect.stringContaining('aws sso login') },
      });
    });

    it('goes on from where it was when the same is run again after signing in', async () => {
      await uploaded('pyagain');
      const { steering } = server;
      const hold = await steering.add({ operation: 'CopyPackageVersions', nth: 1, action: { kind: 'hold' } });
      const running = start('codeartifact-twine', promoteArgs('pyagain'));
      await hold.holds(running.isOver);
      await steering.add({ action: { kind: 'expire-credentials' } });
      await hold.remove();
      const { code, stderr } = await running.result;
      expect({ code, error: printedError(stderr) }).toMatchObject({ code: 5, error: { code: 'credentials-expired' } });
      await steering.clear();
      await done('codeartifact-twine', promoteArgs('pyagain'));
      expect((await domain.held('AbcStaging', 'pyagain'))?.assets).toHaveLength(1);
      const { stdout } = await done('buildset', ['history', 'pyagain']);
      expect(stdout).toContain('promote done');
    });
  });
});
