import { mkdtemp, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/buildset.cjs', import.meta.url));
const TIMEOUT_MS = 60_000;

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
  }, TIMEOUT_MS);
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
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      AWS_REGION: server?.region ?? '',
      AWS_ENDPOINT_URL: server?.endpoint ?? '',
      AWS_ACCESS_KEY_ID: server?.accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: server?.secretAccessKey ?? '',
    };
    return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
      const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env, timeout: TIMEOUT_MS });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk) => (stdout += chunk));
      child.stderr.on('data', (chunk) => (stderr += chunk));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }
});
