import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalService } from './local-service.ts';
import { readTree, smallFiles, writeTree } from './trees.ts';

const BIN = fileURLToPath(new URL('../bin/codeartifact-generic.cjs', import.meta.url));
const SPEC = 'ops/scripts==1';
const PACKAGE = ['--namespace', 'ops', '--package', 'scripts', '--package-version', '1'];

describe('a killed command', () => {
  let service: LocalService;
  let tree = '';

  /** Starts the program, and kills it as soon as `isTime`. True when it was killed at work. */
  async function kill(args: readonly string[], isTime: () => Promise<boolean>): Promise<boolean> {
    const child = spawn(process.execPath, [BIN, ...args, '--domain', 'abc'], {
      cwd: service.folder,
      env: { PATH: process.env['PATH'] ?? '', ...service.environment },
      stdio: 'ignore',
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.on('close', (_code, signal) => resolve(signal)),
    );
    while (child.exitCode === null && !(await isTime())) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    return (await ended) === 'SIGKILL';
  }

  async function heldIn(repository: string, namespace: string, name: string, version: string): Promise<number> {
    const where = { domain: 'abc', repository, format: 'generic', namespace, package: name, packageVersion: version };
    const reply = await service.client.listPackageVersionAssets({ ...where, format: 'generic' }).catch(() => undefined);
    return reply?.assets?.length ?? 0;
  }
  const inRecord = () => heldIn('buildset', 'buildset.set.generic', 'ops~1scripts', '1+1');
  const inTransit = () => heldIn('buildset-transit', 'ops', 'scripts', '1');
  const publish = ['publish', 'tree', ...PACKAGE, '--build', '1', '--repository', 'AbcDev'];

  beforeAll(async () => {
    service = await LocalService.start((name, value) => vi.stubEnv(name, value));
    tree = await service.make('tree');
    await writeTree(tree, smallFiles(60));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('that published is continued: first on the way to the record, then to the transit', async () => {
    expect(await kill(publish, async () => (await inRecord()) >= 10)).toBe(true);
    expect(await heldIn('AbcDev', 'ops', 'scripts', '1')).toBe(0);
    expect(await service.run(['sets', SPEC])).toMatchObject({ sets: [{ state: 'open' }] });
    expect(await kill(publish, async () => (await inTransit()) >= 10)).toBe(true);
    expect(await heldIn('AbcDev', 'ops', 'scripts', '1')).toBe(0);
    const done = await service.run(publish);
    expect(done).toMatchObject({ publish: { outcome: 'already-recorded', activation: { outcome: 'promoted' } } });
    expect(await heldIn('AbcDev', 'ops', 'scripts', '1')).toBe(60);
  });

  it.each(['before', 'after-effect'])('that sealed is continued: killed %s the version was closed', async (when) => {
    const build = when === 'before' ? '2' : '3';
    await service.run(['add', 'tree', ...PACKAGE, '--build', build, '--ignore', '*.txt']);
    const faults = `${service.server.endpoint}/_local/faults`;
    const rule = { operation: 'UpdatePackageVersionsStatus', nth: 1, action: { kind: 'hold', when } };
    const added = await fetch(faults, { method: 'POST', body: JSON.stringify(rule) });
    expect(added.status).toBe(201);
    const isHeld = async () => {
      const { faults: rules } = (await (await fetch(faults)).json()) as { faults: { holding: number }[] };
      return rules.some(({ holding }) => holding > 0);
    };
    const seal = ['seal', SPEC, '--build', build, '--expect', '1'];
    expect(await kill(seal, isHeld)).toBe(true);
    await fetch(faults, { method: 'DELETE' });
    const done = await service.run(seal);
    expect(done).toMatchObject({ seal: { outcome: expect.stringMatching(/^(already-)?sealed$/) } });
    expect(await service.run(seal)).toMatchObject({ seal: { outcome: 'already-sealed' } });
    const to = join(service.folder, `sealed-${build}`);
    await service.run(['download', SPEC, '--build', build, '--to', to]);
    expect(Object.keys(await readTree(to))).toEqual(['deploy.sh']);
  });

  it('that downloaded is continued, and leaves nothing behind', async () => {
    const to = join(service.folder, 'to');
    const count = async () => (await readdir(to, { recursive: true }).catch(() => [])).length;
    const download = ['download', SPEC, '--build', '1', '--to', to];
    expect(await kill(download, async () => (await count()) >= 25)).toBe(true);
    const { download: done } = await service.run(download);
    const { files } = done as { files: { outcome: string }[] };
    expect(new Set(files.map(({ outcome }) => outcome))).toEqual(new Set(['already-there', 'restored']));
    expect(await readTree(to)).toEqual(await readTree(tree));
  });
});
