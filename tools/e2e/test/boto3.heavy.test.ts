/* oxlint-disable vitest/no-disabled-tests -- skipped, and said so, where no Python has boto3. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { addPrincipal } from '../src/accounts/principal.ts';
import { type ClientHome, clientHome } from '../src/clients/client-home.ts';
import { runProgram } from '@buildset/testkit/program';
import { type Server, serverEnvironment, startServer } from '../src/server/start-server.ts';
import { pythonsOfAws } from './found-model.ts';

/** Somebody else's domain is all that it lets. */
const nothing = JSON.stringify({
  Statement: { Effect: 'Allow', Action: 'codeartifact:*', Resource: 'arn:aws:codeartifact:*:*:domain/other' },
});
const program = fileURLToPath(new URL('boto3_flows.py', import.meta.url));

/** The first of the Pythons that has boto3. */
async function pythonWithBoto3(): Promise<string | undefined> {
  const home = await clientHome();
  try {
    for (const python of pythonsOfAws()) {
      const result = await runProgram(python, ['-c', 'import boto3'], { env: home.env }).catch(() => undefined);
      if (result?.code === 0) return python;
    }
    return undefined;
  } finally {
    await home.remove();
  }
}

const python = await pythonWithBoto3();
if (python === undefined && process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') throw new Error('no Python has boto3');

describe.skipIf(python === undefined)(`boto3${python === undefined ? ' (skipped: no Python has it)' : ''}`, () => {
  let server: Server;
  let home: ClientHome;
  let seen: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    server = await startServer();
    home = await clientHome();
    const other = await addPrincipal(server, 'nobody', nothing);
    const args = [program, server.endpoint, other.accessKeyId, other.secretAccessKey];
    const env = { ...home.env, ...serverEnvironment(server) };
    const result = await runProgram(python ?? 'python3', args, { env, cwd: home.path });
    if (result.code !== 0) throw new Error(`boto3 failed: ${result.stderr}`);
    seen = JSON.parse(result.stdout);
  });
  afterAll(async () => {
    await home?.remove();
    await server?.stop();
  });

  it('makes a domain, and reads its times', () => {
    expect(seen['domain']).toEqual(['abc', 'Active', true]);
  });

  it('publishes a generic version, in several steps', () => {
    expect([seen['unfinished'], seen['finished']]).toEqual(['Unfinished', 'Published']);
  });

  it('lists by pages, and goes on where it stopped', () => {
    expect(seen['pages']).toEqual([10, 10, 6]);
    expect(seen['versions']).toBe(26);
    expect(seen['resumed']).toEqual([7, 19]);
    expect(seen['paginators']).toEqual({
      domains: 1,
      repositories: ['dev', 'prod'],
      packages: ['tools'],
      assets: ['large.bin', 'more.bin'],
    });
  });

  it('copies versions, and is told which failed and why', () => {
    expect(seen['copied']).toEqual([
      ['1.0', 'Published'],
      ['2.0', 'Published'],
    ]);
    expect(seen['failed']).toEqual([
      ['1.1', 'MISMATCHED_REVISION'],
      ['9.9', 'NOT_FOUND'],
    ]);
    expect(seen['failedSucceeded']).toEqual({});
  });

  it('streams an asset', () => {
    expect(seen['streamed']).toEqual([true, true, 'large.bin', '2.0']);
  });

  it('gets a token and when it ends', () => {
    expect(seen['token']).toEqual([true, true]);
    expect(seen['waiters']).toEqual([]);
  });

  it('catches each refusal by the class of its exception', () => {
    expect(seen['errors']).toEqual({
      missing: ['ResourceNotFoundException', 404, ['resourceId', 'resourceType']],
      twice: ['ConflictException', 409, ['resourceId', 'resourceType']],
      wrong: ['ValidationException', 400, ['reason']],
      denied: ['AccessDeniedException', 403, []],
      stale: ['ValidationException', 400, ['reason']],
      quota: ['ServiceQuotaExceededException', 402, ['resourceId', 'resourceType']],
    });
  });
});
