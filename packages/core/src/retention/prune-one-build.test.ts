import { beforeEach, describe, expect, it } from 'vitest';
import {
  buildOfFiles,
  FILES,
  genericBuild,
  type GenericWorld,
  genericWorld,
  publishFilesPlainly,
} from '../../test/generic-world.ts';
import { attachRecord } from '../attach/attach-record.ts';
import { activate } from '../promotion/activate.ts';
import { undo } from '../promotion/undo.ts';
import { prune, type PruneRequest } from './prune.ts';

describe('prune of a format that keeps one build a version', () => {
  let w: GenericWorld;

  async function run(request: Partial<PruneRequest> = {}): Promise<string[]> {
    const ports = { ...w.ports, repositories: ['AbcDev'], releases: new Map() };
    const { rebuilt, rows } = await prune({ pkg: FILES, ...request }, ports);
    const removed = rebuilt.flatMap((one) => one.removed.map(({ name }) => `removed ${name}`));
    return [
      ...rows.map(({ builds, by, outcome, reason }) => [...builds, outcome, reason, by].join(' ').trimEnd()),
      ...removed,
    ];
  }

  beforeEach(async () => {
    w = genericWorld();
    for (const tag of ['21', '22', '23']) {
      await attachRecord(buildOfFiles(tag, { 'same.txt': 'same', 'tag.txt': tag }), w.home);
    }
  });

  it('removes builds that only share files with the active one', async () => {
    await publishFilesPlainly(w, buildOfFiles('22', { 'same.txt': 'same', 'tag.txt': '22' }));
    expect(await run()).toEqual(['21 pruned old', '22 kept active AbcDev', '23 pruned old']);
  });

  it('takes no file out of a version that is nobody of record', async () => {
    await publishFilesPlainly(w, buildOfFiles('9', { 'same.txt': 'same', 'other.txt': 'other' }));
    expect(await run({ rebuild: ['AbcDev'] })).toEqual(['21 pruned old', '22 pruned old', '23 pruned old']);
  });

  it('keeps the build that an undo restores, and no other that shares files with it', async () => {
    await activate(genericBuild('22'), w.ports);
    const { id = '' } = await activate(genericBuild('23'), w.ports);
    expect(await run()).toEqual(['21 pruned old', '22 kept undo AbcDev', '23 kept promoted AbcDev']);
    await undo({ pkg: FILES, operationId: id }, w.ports);
    expect(await run()).toContain('22 kept promoted AbcDev');
  });
});
