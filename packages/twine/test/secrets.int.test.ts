import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectCodeArtifact } from '@buildset/cli-kit';
import { initHome } from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeWheel } from './distributions.ts';
import { LocalService } from './local-service.ts';
import { runTwine } from './twine-in-memory.ts';

/** An authorization token of the embedded CodeArtifact, as of the service, is a JSON Web Token. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}/;

describe('what a run leaves behind', () => {
  let service: LocalService;
  let dist = '';
  const texts: string[] = [];

  /** Runs a command as loudly as can be, and keeps all that it says. */
  async function run(line: string): Promise<number> {
    const args = [...line.split(' '), '--domain', 'abc', '--verbose'];
    const { code, stderr, stdout } = await runTwine(args, connectCodeArtifact, service.address);
    texts.push(stdout, stderr);
    return code;
  }

  /** Every record, note and event of the home, as text. */
  async function homeTexts(): Promise<string[]> {
    const home = { domain: 'abc', repository: 'buildset', format: 'generic' } as const;
    const found: string[] = [];
    const { packages = [] } = await service.client.listPackages(home);
    for (const { namespace, package: name } of packages) {
      const pkg = { ...home, namespace, package: name };
      for (const { version } of (await service.client.listPackageVersions(pkg)).versions ?? []) {
        const { assets = [] } = await service.client.listPackageVersionAssets({ ...pkg, packageVersion: version });
        for (const { name: asset } of assets) {
          const reply = await service.client.getPackageVersionAsset({ ...pkg, packageVersion: version, asset });
          found.push(Buffer.from((await reply.asset?.transformToByteArray()) ?? []).toString('latin1'));
        }
      }
    }
    return found;
  }

  beforeAll(async () => {
    service = await LocalService.start();
    dist = join(service.folder, 'dist');
    for (const [name, value] of Object.entries({ ...service.address, ...service.credentials })) vi.stubEnv(name, value);
    vi.stubEnv('AWS_PROFILE', undefined);
    for (const build of ['22', '23']) await writeWheel(dist, build);
    const { signal } = new AbortController();
    const scope = { environment: service.address, signal };
    await initHome((await connectCodeArtifact({ domain: 'abc', home: 'buildset' }, scope)).domain);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('has no secret: in no output, plan, record, note or event, of runs that succeed and of runs that fail', async () => {
    const plan = join(service.folder, 'plan.json');
    const route = '--from AbcDev --to AbcStaging --exclusive --assume copy-overwrite=replace';
    expect(await run(`upload ${join(dist, '*')} --repository AbcDev`)).toBe(0);
    expect(await run(`promote pyabc==1.0.0 --build 23 ${route} --plan-out ${plan}`)).toBe(0);
    expect(await run(`apply ${plan} --json`)).toBe(0);
    expect(await run(`promote pyabc==1.0.0 --build 22 ${route}`)).toBe(0);
    expect(await run('hold list pyabc')).toBe(0);
    expect(await run('withdraw pyabc==1.0.0 --build 22 --from AbcStaging --json')).toBe(0);
    expect(await run(`promote pyabc==1.0.0 --build 9 ${route} --json`)).toBe(2);
    expect(await run('history pyabc --json')).toBe(0);
    texts.push(await readFile(plan, 'utf8'), ...(await homeTexts()));
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIANOBODYKNOWSTHIS');
    expect(await run(`promote pyabc==1.0.0 --build 23 ${route}`)).toBe(5);

    expect(texts.length).toBeGreaterThan(30);
    expect(texts.some((text) => text.includes('operation.completed'))).toBe(true);
    const { secretAccessKey } = service.server;
    expect(texts.filter((text) => text.includes(secretAccessKey) || TOKEN.test(text))).toEqual([]);
  });
});
