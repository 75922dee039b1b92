import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalService } from './local-service.ts';
import { readTree, writeTree } from './trees.ts';

const SPEC = 'ops/scripts==1';
const PACKAGE = ['--namespace', 'ops', '--package', 'scripts', '--package-version', '1'];
const STAGES = {
  dev: { repository: 'AbcDev' },
  staging: { repository: 'AbcStaging', from: ['dev'], checks: ['smoke'] },
};

describe('stages with gates', () => {
  let service: LocalService;
  let number = 0;

  const run = (...args: string[]) => service.run(args);
  async function filesIn(stage: string): Promise<string[]> {
    const to = join(service.folder, `to-${(number += 1)}`);
    await run('download', SPEC, '--repository', stage, '--to', to);
    return Object.keys(await readTree(to));
  }
  async function publish(build: string, stage: string): Promise<unknown> {
    await writeTree(await service.make(`build-${build}`), { [`file-${build}`]: build });
    return await run('publish', `build-${build}`, ...PACKAGE, '--build', build, '--repository', stage);
  }

  beforeAll(async () => {
    service = await LocalService.start((name, value) => vi.stubEnv(name, value));
    await writeFile(join(service.folder, 'buildset.config.json'), JSON.stringify({ domain: 'abc', stages: STAGES }));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('leave what is published to a guarded one on record', async () => {
    expect(await publish('1', 'dev')).toMatchObject({ publish: { activation: { outcome: 'promoted' } } });
    expect(await publish('2', 'dev')).toMatchObject({ publish: { repository: 'AbcDev' } });
    expect(await publish('3', 'staging')).toMatchObject({ publish: { repository: 'AbcStaging', activation: null } });
    expect(await filesIn('dev')).toEqual(['file-2']);
  });

  it('say where to publish what one of them takes by promotion only', async () => {
    const again = await service.bin(['publish', 'build-3', ...PACKAGE, '--build', '3', '--repository', 'staging']);
    expect(again.stdout).toContain('Not in AbcStaging, which takes builds from AbcDev only: publish it there');
  });

  it('are not gone round by activating', async () => {
    const { promotion } = await service.run(['activate', SPEC, '--build', '3', '--repository', 'AbcStaging'], 4);
    expect(promotion).toMatchObject({ outcome: 'refused', reason: { code: 'gate' } });
  });

  it('take a build that passed, active or not', async () => {
    const promote = ['promote', SPEC, '--build', '1', '--from', 'dev', '--to', 'staging'];
    await service.run(promote, 4);
    await run('verdict', SPEC, '--build', '1', '--check', 'smoke', '--result', 'passed');
    expect(await service.run(promote)).toMatchObject({ promotion: { outcome: 'promoted' } });
    expect(await filesIn('staging')).toEqual(['file-1']);
  });

  it('are told by why and history, and an activation can be undone', async () => {
    expect(await run('why', SPEC, '--from', 'dev', '--to', 'staging')).toBeTypeOf('object');
    const { promotion } = await run('activate', SPEC, '--build', '1', '--repository', 'dev');
    expect(await filesIn('dev')).toEqual(['file-1']);
    const { events } = await run('history', SPEC, '--stage', 'dev');
    expect(JSON.stringify(events)).toContain('"kind":"activate"');
    await run('undo', 'ops/scripts', (promotion as { id: string }).id);
    expect(await filesIn('dev')).toEqual(['file-2']);
  });
});
