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
    for (const { accessKeyId, endpoint, region, secretAccessKey } of Object.values(servers)) {
      const client = new Codeartifact({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
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

  it('makes no write the second time', async () => {
    const { stdout } = await run(['init', '--domain', 'abc', '--json'], servers['replace']);
    expect(JSON.parse(stdout)).toMatchObject({ init: { asked: [], writes: 0 } });
  });

  function run(args: readonly string[], server: RunningCodeArtifact | undefined) {
    if (!server) throw new Error('there is no such server');
    return runNode(BIN, args, { cwd: folder, env: serviceEnvironment(server, folder) });
  }
});
