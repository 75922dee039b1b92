import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { runNode, serviceEnvironment } from '@buildset/testkit/program';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/buildset.cjs', import.meta.url));

describe('buildset init and the embedded CodeArtifact', () => {
  let folder = '';
  let servers: Record<string, RunningCodeArtifact> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-init-'));
    servers = {
      replace: await startCodeArtifact(),
      merge: await startCodeArtifact({ assume: ['copy-overwrite=merge'] }),
    };
    for (const server of Object.values(servers)) {
      const client = clientOf(server);
      await client.createDomain({ domain: 'abc' });
      client.destroy();
    }
  });
  afterAll(async () => {
    await Promise.all(Object.values(servers).map((server) => server.close()));
    await rm(folder, { recursive: true });
  });

  it.each(['replace', 'merge'])('finds out that an overwriting copy is a %s', async (answer) => {
    const { code, stdout, stderr } = await run(['init', '--domain', 'abc', '--json'], servers[answer]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { answers, asked } = JSON.parse(stdout).init;
    expect(asked).toEqual(['generic', 'npm', 'pypi']);
    expect(answers.pypi['copy-overwrite']).toBe(answer);
    expect(answers.generic['concurrent-first-publish']).toBe('one-wins');
  });

  it('names what lets home and transit be published to, where package groups keep them from it, and then is done', async () => {
    const server = servers['replace'];
    const client = clientOf(server);
    await client.createDomain({ domain: 'guarded' });
    const restrictions = { PUBLISH: 'BLOCK' } as const;
    await client.updatePackageGroupOriginConfiguration({ domain: 'guarded', packageGroup: '/*', restrictions });
    const { code, stderr } = await run(['init', '--domain', 'guarded', '--no-probe', '--json'], server);
    expect(code).toBe(5);
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ code: 'access-denied', message: expect.stringContaining('Package group /*') });
    for (const repositoryName of ['buildset', 'buildset-transit']) {
      expect(error.next).toContain(`--add-allowed-repositories repositoryName=${repositoryName},`);
      await client.updatePackageGroupOriginConfiguration({
        domain: 'guarded',
        packageGroup: '/*',
        restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
        addAllowedRepositories: [{ repositoryName, originRestrictionType: 'PUBLISH' }],
      });
    }
    client.destroy();
    expect(await run(['init', '--domain', 'guarded', '--no-probe'], server)).toMatchObject({ code: 0, stderr: '' });
  });

  it('makes no write the second time', async () => {
    const { stdout } = await run(['init', '--domain', 'abc', '--json'], servers['replace']);
    expect(JSON.parse(stdout)).toMatchObject({ init: { asked: [], writes: 0 } });
  });

  function clientOf(server: RunningCodeArtifact | undefined): Codeartifact {
    if (!server) throw new Error('there is no such server');
    const { accessKeyId, endpoint, region, secretAccessKey } = server;
    return new Codeartifact({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
  }

  function run(args: readonly string[], server: RunningCodeArtifact | undefined) {
    if (!server) throw new Error('there is no such server');
    return runNode(BIN, args, { cwd: folder, env: serviceEnvironment(server, folder) });
  }
});
