import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runProgram } from '@buildset/testkit/program';
import { runBin } from './bin.ts';
import { writeWheel } from './distributions.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const BIN = fileURLToPath(new URL('../bin/codeartifact-twine.cjs', import.meta.url));

describe('the program codeartifact-twine', () => {
  it('prints its version, from any folder', async () => {
    expect(await runBin(['--version'], {}, tmpdir())).toMatchObject({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  it.each(['upload', 'tag', 'check', 'verify', 'promote', 'sets', 'seal', 'abandon'])(
    'explains %s',
    async (command) => {
      const { code, stdout, stderr } = await runBin([command, '--help'], {}, tmpdir());
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('Examples:');
      expect(stdout).not.toContain('<value');
      expect(stdout).toContain('Exit codes:');
    },
  );

  it('takes a file behind -- whose name begins with -', async () => {
    const { code, stderr } = await runBin(['check', '--', '-x.whl'], {}, tmpdir());
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('-x.whl') });
    expect(stderr).not.toContain('Unknown flag');
  });

  it('comes with the licenses of what is bundled into it', () => {
    const notices = readFileSync(new URL('../dist/THIRD-PARTY-NOTICES', import.meta.url), 'utf8');
    expect(notices).toMatch(/^yargs \d+\.\d+\.\d+ \(MIT\)$/m);
    expect(notices).toContain('Permission is hereby granted, free of charge');
  });

  it('is quiet when the reader of its output goes away', async () => {
    const child = spawn(process.execPath, [BIN, 'promote', '--help'], { stdio: ['ignore', 'pipe', 'pipe'], env: {} });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('says that its answer is lost where the disk takes no more', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'buildset-test-'));
    try {
      // A limit for each file, which answers as a full disk does.
      const command = 'ulimit -f 0; exec "$0" "$1" config show > "$2"';
      const args = ['-c', command, process.execPath, BIN, join(folder, 'answer')];
      const { code, stderr } = await runProgram('sh', args, { env: {} });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^codeartifact-twine: error\[output-not-written\]: .+\nnext: .+\n$/),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([3_000_000, 1])('leaves no half of a wheel where the disk takes no more (text of %d bytes)', async (size) => {
    const folder = await mkdtemp(join(tmpdir(), 'buildset-test-'));
    try {
      const wheel = await writeWheel(folder, undefined, '1.0.0', 'x'.repeat(size));
      // A limit for each file, which answers as a full disk does.
      const command = 'ulimit -f 0; exec "$0" "$1" tag --build 23 "$2"';
      const { code, stderr } = await runProgram('sh', ['-c', command, process.execPath, BIN, wheel], { env: {} });
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[file-not-written]') });
      expect(await readdir(folder)).toEqual(['pyabc-1.0.0-py3-none-any.whl']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends for a file that is none, though the service that was asked meanwhile says nothing', async () => {
    const silent = await silentService();
    const folder = await mkdtemp(join(tmpdir(), 'buildset-test-'));
    try {
      const path = join(folder, 'pyabc-1.0.0-py3-none-any.whl');
      await writeFile(path, 'no wheel');
      const args = ['upload', path, '--domain', 'abc', '--repository', 'AbcDev'];
      const { code, stderr } = await runBin(args, silent.env, folder);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('error[archive-corrupt]') });
    } finally {
      silent.close();
      await rm(folder, { recursive: true });
    }
  });

  it('stops at SIGINT with 130, and says that a re-run continues', async () => {
    const { asked, close, env } = await silentService();
    const child = spawn(process.execPath, [BIN, 'sets', 'pyabc', '--domain', 'abc'], { env });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    await asked;
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('close', resolve));
    close();
    expect(code).toBe(130);
    expect(stderr).toBe(
      'codeartifact-twine: error[aborted]: Interrupted.\nnext: Run the same command again: it continues from what is there.\n',
    );
  });
});

/** A service that takes requests and never answers. */
async function silentService() {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    /** Resolves at the first request. */
    asked: new Promise((resolve) => server.once('request', resolve)),
    env: {
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
