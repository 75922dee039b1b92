import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CapturedStreams } from '../../test/captured-streams.ts';
import { MemoryAccess } from '../../test/memory-access.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { loginCommands, NPM_TOOLS, PYTHON_TOOLS, runCli } from '../index.ts';

const TOOLS = [...PYTHON_TOOLS, ...NPM_TOOLS] as const;
const DEV = ['--domain', 'abc', '--repository', 'AbcDev'];

describe('login and logout', () => {
  let home = '';
  let access: MemoryAccess;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'buildset-login-'));
    access = new MemoryAccess();
  });
  afterEach(() => rm(home, { recursive: true }));

  const run = async (...argv: readonly string[]) => {
    const streams = new CapturedStreams({});
    const code = await runCli({
      name: 'tool',
      version: '1.2.3',
      summary: 'A tool.',
      commands: loginCommands(TOOLS),
      argv,
      streams,
      environment: { HOME: home },
      connector: () => Promise.reject(new Error('no login needs a home')),
      accessConnector: access.connector,
      folder: home,
      signal: new AbortController().signal,
    });
    return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
  };

  const filesOf = async (): Promise<Record<string, string>> => {
    const entries = await readdir(home, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name));
    return Object.fromEntries(
      await Promise.all(
        files.map(async (path) => [path.slice(home.length + 1), await readFile(path, 'utf8')] as const),
      ),
    );
  };

  it.each(TOOLS.map(({ name }) => name))(
    'of %s write the token to files alone, and take it out again',
    async (tool) => {
      const { code, stderr, stdout } = await run('login', '--tool', tool, ...DEV);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`${tool} is logged in to AbcDev of abc until 2030-01-01T00:00:00.000Z`);
      expect(stdout).not.toContain('secret-token');
      expect(Object.values(await filesOf()).join('')).toContain('secret-token-1');
      access.isThere = false; // a logout asks nobody
      const out = await run('logout', '--tool', tool, ...DEV);
      expect(out).toMatchObject({ code: 0, stderr: '' });
      expect(await filesOf()).toEqual({});
      expect((await run('logout', '--tool', tool, ...DEV)).stdout).toContain('was not logged in');
    },
  );

  it('shows what would change, asks for no token and writes nothing with --dry-run', async () => {
    await writeFile(
      join(home, '.pypirc'),
      '[AbcDev]\nrepository = https://abc-000000000000.d.codeartifact.us-east-1.amazonaws.com/pypi/AbcDev/\npassword = old-secret\n',
    );
    const before = await filesOf();
    const { code, stdout } = await run('login', ...DEV, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('+ password = ***');
    expect(stdout).not.toContain('old-secret');
    expect(access.tokens).toBe(0);
    expect(await filesOf()).toEqual(before);
    const { stdout: out } = await run('logout', ...DEV, '--dry-run');
    expect(out).toContain('- password = ***');
    expect(await filesOf()).toEqual(before);
  });

  it('answers as its schemas say', async () => {
    const login = await run('login', '--tool', 'npm', '--scope', '@abc', ...DEV, '--json');
    expect(schemaErrors('login', login.stdout)).toEqual([]);
    expect(JSON.parse(login.stdout)).toMatchObject({
      login: { tool: 'npm', scope: 'abc', files: [{ path: join(home, '.npmrc'), outcome: 'created' }] },
    });
    const logout = await run('logout', '--tool', 'npm', ...DEV, '--json');
    expect(schemaErrors('logout', logout.stdout)).toEqual([]);
    expect(JSON.parse(logout.stdout)).toMatchObject({ logout: { wasLoggedIn: true, files: [{ outcome: 'removed' }] } });
  });

  it('asks for no token with --keyring', async () => {
    const { code, stdout } = await run('login', '--tool', 'pip', ...DEV, '--keyring');
    expect(code).toBe(0);
    expect(stdout).toContain('PIP_KEYRING_PROVIDER=subprocess');
    expect(access.tokens).toBe(0);
    expect((await filesOf())['.config/pip/pip.conf']).toContain('https://aws@abc-');
  });

  it('hands the life of the token on, and refuses one that AWS does not know', async () => {
    await run('login', ...DEV, '--duration-seconds', '900');
    expect(access.durations).toEqual([900]);
    expect(await run('login', ...DEV, '--duration-seconds', '60')).toMatchObject({ code: 2 });
  });

  it.each([
    [['--scope', 'abc'], '--scope means nothing for twine'],
    [['--tool', 'npm', '--extra'], '--extra means nothing for npm'],
    [['--name', 'a]b'], "cannot be an entry's name"],
  ])('refuses %s', async (flags, message) => {
    const { code, stderr } = await run('login', ...DEV, ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('loses no login of many at once', async () => {
    const names = ['AbcDev', 'AbcStaging', 'AbcProd', 'Abc4', 'Abc5'];
    const runs = await Promise.all(names.map((name) => run('login', '--domain', 'abc', '--repository', name)));
    expect(runs.map(({ code }) => code)).toEqual(names.map(() => 0));
    const { '.pypirc': text = '' } = await filesOf();
    for (const name of names) expect(text).toContain(`[${name}]`);
    await Promise.all(names.map((name) => run('logout', '--domain', 'abc', '--repository', name)));
    expect(await filesOf()).toEqual({});
  });

  it('leaves every file of a tool as it is when one of them cannot be edited', async () => {
    const auth = await run('login', '--tool', 'poetry', ...DEV);
    expect(auth.code).toBe(0);
    const config = Object.keys(await filesOf()).find((name) => name.endsWith('config.toml')) ?? '';
    await writeFile(join(home, config), '[[broken\n');
    const again = await run('login', '--tool', 'poetry', ...DEV);
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain('login-file-invalid');
    expect(Object.values(await filesOf()).join('')).toContain('secret-token-1');
    expect(Object.values(await filesOf()).join('')).not.toContain('secret-token-2');
  });
});
