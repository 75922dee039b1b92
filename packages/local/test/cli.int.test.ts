import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../src/cli/main.ts';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let folder: string;
let server: RunningCodeArtifact;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-cli-'));
  server = await startCodeArtifact({ dataDir: join(folder, 'data') });
});

afterEach(() => vi.restoreAllMocks());

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a command prints, and how it ends. */
const run = (...words: string[]) => runOn(server.dataDir, ...words);

const runOn = async (data: string, ...words: string[]) => {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    });
  }
  const code = await main(['node', 'codeartifact-local', ...words, '--data', data]);
  vi.restoreAllMocks();
  return { code, ...printed };
};

describe('codeartifact-local env', () => {
  it('prints what a shell takes over', async () => {
    const { code, stdout } = await run('env');
    expect(code).toBe(0);
    expect(stdout).toContain(`export AWS_ACCESS_KEY_ID='${server.accessKeyId}'\n`);
    expect(stdout).toContain(`export AWS_ENDPOINT_URL_CODEARTIFACT='${server.endpoint}'\n`);
  });

  it('prints the keys of a principal', async () => {
    const policy = join(folder, 'policy.json');
    const statement = { Effect: 'Allow', Action: 'codeartifact:ListDomains', Resource: '*' };
    await writeFile(policy, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
    const added = JSON.parse((await run('principal', 'add', 'tester', '--policy', policy)).stdout);
    const { stdout } = await run('env', '--principal', 'tester', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      AWS_ACCESS_KEY_ID: added.accessKeyId,
      AWS_SECRET_ACCESS_KEY: added.secretAccessKey,
    });
  });

  it('names the file whose policy is none', async () => {
    const policy = join(folder, 'broken.json');
    await writeFile(policy, '{');
    const { code, stderr } = await run('principal', 'add', 'tester', '--policy', policy);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${policy}: the policy is not JSON.`),
    });
  });

  it('names the principals there are when one is not', async () => {
    const { code, stderr } = await run('env', '--principal', 'nobody');
    expect(code).toBe(2);
    expect(stderr).toContain('administrator');
  });
});

describe('codeartifact-local clock', () => {
  it('moves the time of the running server', async () => {
    expect(await run('clock', 'advance', '120')).toMatchObject({ code: 0 });
    expect(server.clock.offsetMs()).toBe(120_000);
    expect(JSON.parse((await run('clock', 'show')).stdout)).toMatchObject({ offsetMs: 120_000 });
    await run('clock', 'reset');
    expect(server.clock.offsetMs()).toBe(0);
  });
});

describe('codeartifact-local', () => {
  it('does nothing of a command with a flag that it has not', async () => {
    await run('clock', 'advance', '60');
    expect(await run('clock', 'reset', '--hurry')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'codeartifact-local: Unknown argument: hurry\n',
    });
    expect(server.clock.offsetMs()).toBe(60_000);
    await run('clock', 'reset');
  });

  it('speaks English on a machine of another language, as all that it says itself', async () => {
    vi.stubEnv('LC_ALL', 'tr_TR.UTF-8');
    const { stderr } = await run('env', '--hurry');
    vi.unstubAllEnvs();
    expect(stderr).toBe('codeartifact-local: Unknown argument: hurry\n');
  });

  it('guesses the command that was meant', async () => {
    const { code, stderr } = await run('evn');
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'codeartifact-local: Did you mean env?\n' });
  });
});

describe('codeartifact-local on a folder that is none', () => {
  const none = '/proc/none';

  it.runIf(process.platform === 'linux')('does not start where there can be none, and says so at once', async () => {
    const { code, stderr } = await runOn(none, 'start', '--port', '0');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^codeartifact-local: \/proc\/none cannot be a data folder: .*--data\n$/u),
    });
  });

  it.runIf(process.platform === 'linux')('does not start in one that takes no files', async () => {
    const { code, stderr } = await runOn('/proc/self', 'start', '--port', '0');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('/proc/self cannot be a data folder'),
    });
  });

  it.each(['fsck', 'principal list'])('has nothing for %s', async (command) => {
    const data = join(folder, 'nothing');
    expect(await runOn(data, ...command.split(' '))).toEqual({
      code: 2,
      stdout: '',
      stderr: `codeartifact-local: there is no data folder ${data}: codeartifact-local start makes it\n`,
    });
  });
});

describe('codeartifact-local faults', () => {
  it('adds, lists and removes rules of the running server', async () => {
    const rule = { operation: 'ListDomains', times: 1, action: { kind: 'error', status: 503 } };
    const { id } = JSON.parse((await run('faults', 'add', JSON.stringify(rule))).stdout);
    expect(JSON.parse((await run('faults', 'list')).stdout).faults).toEqual([expect.objectContaining({ id, rule })]);
    expect(JSON.parse((await run('faults', 'remove', String(id))).stdout)).toEqual({ faults: [] });
  });

  it('says what is wrong with a rule', async () => {
    const { code, stderr } = await run('faults', 'add', '{"action":{"kind":"burn"}}');
    expect(code).toBe(2);
    expect(stderr).toContain('burn');
  });
});

describe('codeartifact-local --help', () => {
  const help = async (...words: string[]) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const code = await main(['node', 'codeartifact-local', ...words, '--help']);
    return { code, text: log.mock.calls.flat().join('\n') };
  };

  it.each([[[]], [['start']], [['env']], [['faults']], [['clock']], [['fsck']], [['principal']]])(
    'has examples: %s',
    async (words) => {
      const { code, text } = await help(...words);
      expect(code).toBe(0);
      expect(text).toContain(`Examples:`);
      expect(text).toContain(['codeartifact-local', ...words].join(' '));
    },
  );

  it('has them on lines that can be copied', async () => {
    const { text } = await help('env');
    expect(text.split('\n')).toContain('  eval "$(codeartifact-local env --data ./trial --principal ci)"');
  });

  it('is what a command line without a command is pointed to', async () => {
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('See codeartifact-local --help.') });
  });
});
