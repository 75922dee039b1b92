import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';

import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { clientHome } from './client-home.ts';
import { type PythonClientsOptions, pythonClients } from './python.ts';

interface FakeMachine {
  /** Which interpreter the PATH has: none, a bare one, or one with all the clients. */
  readonly python?: 'bare' | 'complete';
  readonly programs?: readonly string[];
  readonly venv?: 'fails';
  readonly pip?: 'fails';
}

/**
 * A machine whose programs are shell scripts that write what they were asked to `calls`. `python3 -m venv` copies the
 * interpreter, so that the environment's pip is the same script.
 */
function fakeMachine({ python, programs = [], venv, pip }: FakeMachine) {
  const root = mkdtempSync(join(tmpdir(), 'buildset-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const calls = join(root, 'calls');
  writeFileSync(calls, '');
  mkdirSync(join(root, 'bin'));
  const script = (name: string, body: string): void => {
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  };
  if (python) {
    const found = { executable: join(root, 'bin', 'python3'), version: '3.99.0', hasClients: python === 'complete' };
    script(
      'python3',
      `case "$1 $2" in
"-c "*) echo '${JSON.stringify(found)}' ;;
"-m venv") echo "venv PIP_CERT=$PIP_CERT" >>'${calls}'; ${venv === 'fails' ? 'echo "No module named venv" >&2; exit 1' : 'sleep 0.2'}
  mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; printf '#!/bin/sh\\necho uv "$@"\\n' >"$3/bin/uv"; cp "$3/bin/uv" "$3/bin/aws"; chmod +x "$3/bin/"* ;;
"-m pip") echo "pip $7 $8 $9 PIP_CERT=$PIP_CERT" >>'${calls}'; ${pip === 'fails' ? 'echo "ERROR: no route to the index" >&2; exit 1' : ':'} ;;
*) echo "$0 $* HOME=$HOME PIP_CERT=$PIP_CERT PATH=$PATH" ;;
esac`,
    );
  }
  for (const name of programs) script(name, `echo "${name} $*"`);
  const cacheFolder = join(root, 'cache');
  const requirementsFolder = join(root, 'requirements');
  mkdirSync(requirementsFolder);
  for (const file of ['requirements.txt', 'requirements-aws.txt']) writeFileSync(join(requirementsFolder, file), file);
  const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, PIP_CERT: 'machine.pem' };
  const options: PythonClientsOptions = {
    env: python ? env : { PATH: join(root, 'bin') },
    cacheFolder,
    requirementsFolder,
  };
  return { options, cacheFolder, env, calls: () => readFileSync(calls, 'utf8').split('\n').filter(Boolean) };
}

async function find(options: PythonClientsOptions) {
  const clients = await pythonClients(options);
  if (!clients.available) throw new Error(clients.reason);
  return clients;
}

describe.skipIf(process.platform === 'win32')('pythonClients', () => {
  describe('when the PATH has every client', () => {
    it('takes them and makes nothing', async () => {
      const machine = fakeMachine({ python: 'complete', programs: ['aws', 'uv'] });
      expect(await find(machine.options)).toMatchObject({ origin: 'path' });
      expect(machine.calls()).toEqual([]);
    });
  });

  describe('when the PATH has an interpreter only', () => {
    it("makes both environments with the machine's own pip configuration, once", async () => {
      const machine = fakeMachine({ python: 'bare' });
      expect(await find(machine.options)).toMatchObject({
        origin: 'virtual-environment',
        programs: expect.stringMatching(/buildset-venv-[0-9a-f]{16}\/bin$/),
      });
      expect(machine.calls()).toEqual(
        ['requirements-aws.txt', 'requirements.txt'].flatMap((file) => [
          'venv PIP_CERT=machine.pem',
          `pip 2 --requirement ${machine.options.requirementsFolder}/${file} PIP_CERT=machine.pem`,
        ]),
      );
      await find(machine.options);
      expect(machine.calls()).toHaveLength(4);
    });

    it('makes one environment for several who ask at once', async () => {
      const machine = fakeMachine({ python: 'bare', programs: ['aws'] });
      await Promise.all([find(machine.options), find(machine.options), find(machine.options)]);
      expect(machine.calls()).toHaveLength(2);
    });

    it('makes another for other requirements', async () => {
      const machine = fakeMachine({ python: 'bare', programs: ['aws'] });
      await find(machine.options);
      writeFileSync(join(machine.options.requirementsFolder ?? '', 'requirements.txt'), 'twine==8');
      await find(machine.options);
      expect(machine.calls()).toHaveLength(4);
    });

    it('makes one again that a crash left half-made', async () => {
      const machine = fakeMachine({ python: 'bare', programs: ['aws'] });
      await find(machine.options);
      const folder = join(machine.cacheFolder, readdirSync(machine.cacheFolder)[0] ?? '');
      rmSync(join(folder, 'buildset-whole'));
      writeFileSync(join(folder, 'left-over'), '');
      await find(machine.options);
      expect(machine.calls()).toHaveLength(4);
      expect(existsSync(join(folder, 'left-over'))).toBe(false);
    });
  });

  describe('when the clients cannot be had', () => {
    it('says that there is no python3', async () => {
      expect(await pythonClients(fakeMachine({}).options)).toEqual({
        available: false,
        reason: 'no python3 is on the PATH (Debian: apt-get install python3 python3-venv)',
      });
    });

    it('names the package that brings venv', async () => {
      const machine = fakeMachine({ python: 'bare', programs: ['aws'], venv: 'fails' });
      expect(await pythonClients(machine.options)).toMatchObject({
        available: false,
        reason: expect.stringMatching(/\(Debian: apt-get install python3-venv\): No module named venv$/),
      });
    });

    it('tells what pip said, believes it for five minutes, and tries again then', async () => {
      const machine = fakeMachine({ python: 'bare', programs: ['aws'], pip: 'fails' });
      const failure = {
        available: false,
        reason: 'pip could not install requirements.txt: ERROR: no route to the index',
      };
      expect(await pythonClients(machine.options)).toEqual(failure);
      expect(await pythonClients(machine.options)).toEqual(failure);
      expect(machine.calls()).toHaveLength(2);
      const file = readdirSync(machine.cacheFolder).find((name) => name.endsWith('.failure')) ?? '';
      const before = Date.now() / 1000 - 301;
      utimesSync(join(machine.cacheFolder, file), before, before);
      expect(await pythonClients(machine.options)).toEqual(failure);
      expect(machine.calls()).toHaveLength(4);
    });
  });

  describe('run', () => {
    it("runs a client in its home, with the environment's programs first and nothing of the machine's", async () => {
      const machine = fakeMachine({ python: 'bare', programs: ['aws'] });
      const home = await clientHome(machine.env);
      onTestFinished(() => home.remove());
      const clients = await find(machine.options);
      const { stdout } = await clients.run('twine', ['upload', 'x.whl'], { home });
      expect(stdout).toContain(
        `/bin/python -m twine upload x.whl HOME=${home.path} PIP_CERT= PATH=${machine.cacheFolder}`,
      );
    });

    it('rejects with what the client printed, unless it may fail', async () => {
      const machine = fakeMachine({ python: 'complete', programs: ['uv'] });
      writeFileSync(
        join(machine.env.PATH.split(':')[0] ?? '', 'aws'),
        '#!/bin/sh\n[ "$1" = --version ] || { echo no credentials >&2; exit 255; }\n',
      );
      chmodSync(join(machine.env.PATH.split(':')[0] ?? '', 'aws'), 0o755);
      const home = await clientHome(machine.env);
      onTestFinished(() => home.remove());
      const clients = await find(machine.options);
      await expect(clients.run('aws', ['sts'], { home })).rejects.toThrow('aws ended with status 255: no credentials');
      expect(await clients.run('aws', ['sts'], { home, mayFail: true })).toMatchObject({ code: 255 });
    });

    it('kills a client that takes too long', async () => {
      const machine = fakeMachine({ python: 'complete', programs: ['uv', 'aws'] });
      writeFileSync(
        join(machine.env.PATH.split(':')[0] ?? '', 'uv'),
        '#!/bin/sh\n[ "$1" = --version ] || exec sleep 60\n',
      );
      const home = await clientHome(machine.env);
      onTestFinished(() => home.remove());
      const clients = await find(machine.options);
      await expect(clients.run('uv', ['sync'], { home, timeoutMs: 300 })).rejects.toThrow('uv ended with SIGKILL');
    });
  });
});
