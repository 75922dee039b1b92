import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pypiSamples } from '@buildset/format-pypi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Bin, type BinResult, startBin } from '../src/bins/start-bin.ts';
import { type ClientHome, clientHome } from '../src/clients/client-home.ts';
import { leaks, type Secret, type Seen } from '../src/secrets.ts';
import { signedCall } from '../src/server/signed-call.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain, type TestDomain } from '../src/server/test-domain.ts';

const HOOK = fileURLToPath(new URL('../src/bins/record-arguments.mjs', import.meta.url));
const TWINE_ROUTE = ['--from', 'AbcDev', '--to', 'AbcStaging', '--exclusive', '--assume', 'copy-overwrite=replace'];
const SESSION = 'FwoGZXIvYXdzEXAMPLEsessionToken//////////wEaD+4=';
const WRONG_KEY = 'wrongSecretKey/bPxRfiCYEXAMPLEKEY+0123456';
const WRONG_PASSWORD = 'pypi-AgEIcHlwaS5vcmcWrongPasswordEXAMPLE';
const PROXY_PASSWORD = 'proxyPassword%21EXAMPLE';

interface RunOptions {
  /** On top of the usual. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the home. */
  readonly cwd?: string;
}

describe('what the bins say and leave behind, as loud as can be', () => {
  let server: Server;
  let outer: Server;
  let domain: TestDomain;
  let outside: TestDomain;
  let home: ClientHome;
  let argumentsFile = '';
  const secrets: Secret[] = [];
  const seen: Seen[] = [];

  const at = (path: string): string => join(home.path, path);
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), text);
  };
  const registry = (): string => `${outer.endpoint}/npm/d/public-${outer.account}/Index/`;

  beforeAll(async () => {
    [server, outer, home] = await Promise.all([startServer(), startServer(), clientHome()]);
    domain = await makeDomain(server, 'abc');
    outside = await makeDomain(outer, 'public', ['Index']);
    argumentsFile = at('arguments.jsonl');
    await write('bin/keyring', `#!/bin/sh\necho ${await outside.token()}\n`);
    await chmod(at('bin/keyring'), 0o755);
    secrets.push(
      { what: 'the secret key', value: server.secretAccessKey },
      { what: 'the session token', value: SESSION },
      { what: 'the wrong secret key', value: WRONG_KEY },
      { what: 'the token of .pypirc and .npmrc', value: await outside.token() },
      { what: 'the wrong password', value: WRONG_PASSWORD },
      { what: 'the password of the proxy', value: PROXY_PASSWORD },
    );
    for (const build of [22, 23]) {
      const { content, name } = await pypiSamples.file({ format: 'pypi', name: 'pyabc' }, '1.0.0', build);
      await mkdir(at('dist'), { recursive: true });
      await writeFile(at(join('dist', name)), content);
    }
    const stages = { staging: { repository: 'AbcStaging' }, prod: { repository: 'AbcProd' } };
    await write('buildset.config.json', JSON.stringify({ domain: 'abc', stages }));
    await write('tree/run.sh', 'echo\n');
    await write(
      'app/package.json',
      JSON.stringify({ name: '@abc/app', version: '1.0.0', scripts: { prepack: 'true' } }),
    );
    await write('app/index.js', 'module.exports = 1;\n');
    await write('app/.npmrc', `${registry().slice('http:'.length)}:_authToken=${await outside.token()}\n`);
  });
  afterAll(async () => {
    await home?.remove();
    await outer?.stop();
    await server?.stop();
  });

  /** Runs a bin and keeps all that it says; what it and its children were called with is in the file of arguments. */
  async function run(
    bin: Bin,
    args: readonly string[],
    { env = {}, cwd = home.path }: RunOptions = {},
  ): Promise<BinResult> {
    const path = [at('bin'), process.env['PATH'] ?? ''].join(':');
    const own = { AWS_SESSION_TOKEN: SESSION, PATH: path, DEBUG: '*', NODE_OPTIONS: `--import=${HOOK}` };
    const all = { ...domain.env, ...own, BUILDSET_ARGUMENTS_FILE: argumentsFile, BUILDSET_DOMAIN: 'abc', ...env };
    const result = await startBin(bin, [...args, '--verbose'], { home: home.path, env: all, cwd }).result;
    const where = `${bin} ${args.slice(0, 3).join(' ')}`;
    seen.push(
      { where: `what ${where} answers`, text: result.stdout },
      { where: `what ${where} tells`, text: result.stderr },
    );
    return result;
  }

  /** Runs commands in order, and says which did not end well. */
  async function failing(bin: Bin, lines: readonly string[], options: RunOptions = {}) {
    const failed: string[] = [];
    for (const line of lines) {
      const { code, stderr } = await run(bin, line.split(' '), options);
      if (code !== 0) failed.push(`${line}: ${code} ${stderr}`);
    }
    return failed;
  }

  const route = TWINE_ROUTE.join(' ');

  it('of Python packages, with a login in .pypirc', async () => {
    expect(await failing('buildset', ['init --json', 'init'])).toEqual([]);
    expect(
      await failing('codeartifact-twine', [
        'login --repository AbcDev --dry-run',
        'login --repository AbcDev',
        'login --tool pip --repository AbcDev --dry-run',
        `upload ${at('dist')}/pyabc-1.0.0-22-py3-none-any.whl --repository AbcDev`,
        `upload ${at('dist')}/pyabc-1.0.0-23-py3-none-any.whl --repository AbcDev --json`,
        `promote pyabc==1.0.0 --build 22 ${route} --dry-run`,
        `promote pyabc==1.0.0 --build 22 ${route} --plan-out ${at('plan.json')}`,
        `apply ${at('plan.json')}`,
        `promote pyabc==1.0.0 --build 23 ${route} --json`,
      ]),
    ).toEqual([]);
  });

  it('of promotions to an index outside, by each way to log in', async () => {
    const url = outside.uploadUrl('Index');
    const token = await outside.token();
    const promote = `promote pyabc==1.0.0 --from AbcDev --to-repository-url ${url} --add-anyway`;
    await write('.pypirc', `[outside]\nrepository = ${url}\nusername = aws\npassword = ${token}\n`);
    expect(await failing('codeartifact-twine', [`${promote} --build 22`])).toEqual([]);
    await write('.pypirc', '');
    expect(await failing('codeartifact-twine', [`${promote} --build 23 --username aws --json`])).toEqual([]);
    const address = url.replace('//', `//aws:${token}@`);
    await write(
      'public/buildset.config.json',
      JSON.stringify({ domain: 'abc', stages: { public: { repository: address } } }),
    );
    const other = [
      'promote pyabc==1.0.0 --from AbcDev --to public --add-anyway --build 23',
      'history pyabc',
      'config show',
    ];
    expect(await failing('codeartifact-twine', other, { cwd: at('public') })).toEqual([]);
  });

  it('of generic and npm packages, with a token in .npmrc', async () => {
    const spec = '--namespace ops --package tool --package-version 1.0.0';
    expect(
      await failing('codeartifact-generic', [
        `publish tree ${spec} --build 1`,
        `download ops/tool==1.0.0 --build 1 --to ${at('out')}`,
      ]),
    ).toEqual([]);
    const app = { cwd: at('app') };
    expect(
      await failing(
        'codeartifact-npm',
        ['attach --repository AbcDev --build 1', 'login --repository AbcDev --dry-run'],
        app,
      ),
    ).toEqual([]);
    const out = ['promote', '--build', '1', '--from', 'AbcDev', '--to-registry', registry(), '--access', 'public'];
    expect((await run('codeartifact-npm', out, app)).code).toBe(0);
  });

  it('of everything else', async () => {
    const spec = 'pyabc==1.0.0 --build 23';
    expect(
      await failing('buildset', [
        'doctor --json',
        'config show',
        'config show --json',
        'policy promoter',
        'list',
        'sets pyabc',
        'show pyabc==1.0.0#23 --json',
        `where ${at('dist')}/pyabc-1.0.0-23-py3-none-any.whl`,
        `verdict ${spec} --check tests --result passed`,
        `approve ${spec} --for prod`,
        'why pyabc==1.0.0 --from AbcDev --to AbcStaging',
        'at AbcStaging',
        'changes AbcDev AbcStaging',
        'release create 2026.1 pyabc==1.0.0#23',
        'release promote 2026.1 --from AbcStaging --to AbcProd',
        'release undo 2026.1 --to AbcProd',
        `hold place ${spec} --stage AbcStaging`,
        'hold list pyabc',
        'hold lift pyabc==1.0.0 --stage AbcStaging',
        `withdraw ${spec} --from AbcStaging`,
        'history --json',
        'history',
        'log verify --all',
        'log export --all',
        'prune --keep 1 --dry-run',
      ]),
    ).toEqual([]);
  });

  it('of runs that fail', async () => {
    const wrong: string[] = [];
    const promote = ['promote', 'pyabc==1.0.0', '--build', '22', ...TWINE_ROUTE];
    const ends = async (code: number, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const { code: ended, stderr } = await run('codeartifact-twine', args, { env });
      if (ended !== code) wrong.push(`${args.join(' ')}: ${ended} ${stderr}`);
    };
    await ends(5, promote, { AWS_SECRET_ACCESS_KEY: WRONG_KEY });
    const out = ['promote', 'pyabc==1.0.0', '--build', '23', '--from', 'AbcDev', '--to-repository-url'];
    const url = outside.uploadUrl('Other');
    await ends(5, [...out, url, '--username', 'aws'], { TWINE_PASSWORD: WRONG_PASSWORD });
    const proxy = `http://user:${PROXY_PASSWORD}@127.0.0.1:9`;
    await ends(1, promote, { HTTP_PROXY: proxy, NO_PROXY: '', no_proxy: '' });
    await write('.pypirc', `[outside]\nrepository = ${url}\n${await outside.token()}\n`);
    await ends(2, [...out.slice(0, -1), '--to', 'outside']);
    await write('.pypirc', `[outside]\nrepository = not an address\npassword = ${await outside.token()}\n`);
    await ends(2, [...out.slice(0, -1), '--to', 'outside']);
    const closed = `http://user:${WRONG_PASSWORD}@127.0.0.1:9/legacy/`;
    await write('.pypirc', `[AbcProd]\nrepository = ${closed}\n[nowhere]\nrepository = ${closed}\n`);
    await ends(2, [...out.slice(0, -1), '--to', 'AbcProd']);
    await ends(1, [...out.slice(0, -1), '--to', 'nowhere']);
    const fault = await server.steering.add({ action: { kind: 'error', status: 400 } });
    await ends(1, promote);
    await fault.remove();
    expect(wrong).toEqual([]);
  });

  it('holds no secret: neither what was said, nor what ps shows, nor the plan, nor anything in the home', async () => {
    const calls = (await readFile(argumentsFile, 'utf8')).trimEnd().split('\n');
    seen.push(...calls.map((text) => ({ where: `the arguments ${text.slice(0, 60)}`, text })));
    seen.push({ where: 'the plan', text: await readFile(at('plan.json'), 'utf8') });
    seen.push(...(await keptTexts()));
    expect(calls.some((line) => line.includes('bin/keyring'))).toBe(true);
    expect(seen.some(({ text }) => text.includes('operation.completed'))).toBe(true);
    expect(leaks(secrets, seen)).toEqual([]);
  });

  /** Every record, note and event of the home, and the answers of the probe. */
  async function keptTexts(): Promise<Seen[]> {
    const where = { domain: 'abc', repository: 'buildset', format: 'generic' };
    const ask = async <Body>(method: string, path: string, query: Readonly<Record<string, string>>): Promise<Body> =>
      (await signedCall(server, method, path, { ...where, ...query })).body as Body;
    const all = { 'max-results': '1000' };
    const { packages } = await ask<{ packages: { namespace: string; package: string }[] }>('POST', '/v1/packages', all);
    const texts: Seen[] = [];
    for (const { namespace, package: name } of packages) {
      const pkg = { namespace, package: name };
      const { versions } = await ask<{ versions: { version: string }[] }>('POST', '/v1/package/versions', {
        ...pkg,
        ...all,
      });
      for (const { version } of versions) {
        const of = { ...pkg, version };
        const { assets } = await ask<{ assets: { name: string }[] }>('POST', '/v1/package/version/assets', of);
        for (const { name: asset } of assets) {
          const body = await ask<unknown>('GET', '/v1/package/version/asset', { ...of, asset });
          texts.push({ where: `${namespace} ${name} ${version} ${asset}`, text: JSON.stringify(body) });
        }
      }
    }
    return texts;
  }
});
