import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, type Finding } from '../measure/finding.ts';
import { binFile } from '../world/bins.ts';
import { makeWheels } from '../world/wheels.ts';
import { makeWorkplace, type Workplace } from '../world/workplace.ts';
import type { Bench, Row } from './row.ts';

const SCRIPT = fileURLToPath(new URL('../tag-wheel.js', import.meta.url));

/** A wheel of stored random bytes: the least that any tool has to do. */
export const tagLargeWheel: Row = {
  number: 4,
  name: 'tag',
  groups: ['python'],
  about: 'a wheel of stored random bytes; `wheel tags` unpacks and packs all of it.',
  async run(bench) {
    const place = await makeWorkplace(bench.temp);
    try {
      const command = await tagCommand(place);
      return [
        ...(await measure(place, bench, { what: 'write', command, source: {}, build: '23' })),
        ...(await measure(place, bench, { what: 'remove', command, source: { build: 22 }, build: '' })),
      ];
    } finally {
      await place.remove();
    }
  },
};

interface Change {
  readonly what: string;
  readonly command: TagCommand;
  readonly source: { readonly build?: number };
  readonly build: string;
}

async function measure(place: Workplace, { python, quick }: Bench, change: Change): Promise<Finding[]> {
  const { build, command, source, what } = change;
  const megabytes = quick ? 20 : 500;
  const [wheel] = await makeWheels(place, python, [{ name: 'pylarge', payload: megabytes * 10 ** 6, ...source }]);
  const folder = join(place.folder, what);
  await mkdir(folder);
  const original = join(folder, wheel?.name ?? '');
  await rename(wheel?.path ?? '', original);
  const made = join(folder, `pylarge-1.0.0-${build === '' ? '' : `${build}-`}py3-none-any.whl`);
  const copy = join(folder, 'copy');
  const contender = (result: string, file: string, args: readonly string[]): Contender => ({
    // Pages that the one before has to write must not hold the next up.
    prepare: async () => void (await place.run('sync', [])),
    run: async () => (await place.run(file, args)).ms,
    after: () => rm(result),
  });
  const tag = ['--build', build, original];
  const ours = contender(made, process.execPath, [...command.args, ...tag]);
  const wheelTags = contender(made, python.interpreter, ['-m', 'wheel', 'tags', ...tag]);
  const slow = await alternate({ ours, wheelTags }, quick ? 1 : 2);
  const fast = await alternate({ ours, cp: contender(copy, 'cp', [original, copy]) }, quick ? 1 : 7, 1);
  await rm(folder, { recursive: true });
  const title = `${what} the build tag of a wheel of ${megabytes} MB`;
  const against = 'python3 -m wheel tags';
  const { notes } = command;
  return [
    compare(4, title, { against, ours: slow.ours, other: slow.wheelTags, target: { faster: 10 }, notes }),
    compare(4, title, { against: 'cp', ours: fast.ours, other: fast.cp, target: { within: 2 } }),
  ];
}

interface TagCommand {
  readonly args: readonly string[];
  readonly notes: readonly string[];
}

async function tagCommand(place: Workplace): Promise<TagCommand> {
  const args = [binFile('codeartifact-twine'), 'tag'];
  const { stdout } = await place.run(process.execPath, [...args, '--help']);
  if (stdout.includes('codeartifact-twine tag')) return { args, notes: ['by `codeartifact-twine tag`'] };
  return { args: [SCRIPT], notes: ['by a script that calls `tagWheel` of format-pypi: the command is still to come'] };
}
