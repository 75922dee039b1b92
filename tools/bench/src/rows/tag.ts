import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, type Finding } from '../measure/finding.ts';
import { binFile } from '../world/bins.ts';
import { makeWheels } from '../world/wheels.ts';
import { makeWorkplace, type Workplace } from '../world/workplace.ts';
import type { Bench, Row } from './row.ts';

/** Both directions, and the kind of wheel that is the easiest for others. */
export const tagLargeWheel: Row = {
  number: 4,
  name: 'tag',
  groups: ['python'],
  about:
    'a wheel of random bytes, deflated as build backends do, which `wheel tags` unpacks and packs again; and a stored one.',
  async run(bench) {
    const place = await makeWorkplace(bench.temp);
    try {
      const change = { slowRounds: 1 };
      return [
        ...(await measure(place, bench, { ...change, what: 'write', source: {}, build: '23', deflated: true })),
        ...(await measure(place, bench, {
          ...change,
          what: 'remove',
          source: { build: 22 },
          build: '',
          deflated: true,
        })),
        ...(await measure(place, bench, { ...change, what: 'write', source: {}, build: '23', slowRounds: 2 })),
      ];
    } finally {
      await place.remove();
    }
  },
};

interface Change {
  readonly what: string;
  readonly source: { readonly build?: number };
  readonly build: string;
  /** As build backends pack, which `wheel tags` unpacks and packs again. Default false: stored. */
  readonly deflated?: boolean;
  readonly slowRounds: number;
}

/** Packs a wheel again as build backends do: `python -c … FROM TO`. */
const DEFLATE = `import shutil, sys, zipfile
source = zipfile.ZipFile(sys.argv[1])
with zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as target:
    for entry in source.infolist():
        with source.open(entry) as data, target.open(entry.filename, 'w', force_zip64=True) as packed:
            shutil.copyfileobj(data, packed, 1 << 20)
`;

async function measure(place: Workplace, { python, quick }: Bench, change: Change): Promise<Finding[]> {
  const { build, deflated = false, slowRounds, source, what } = change;
  const megabytes = quick ? 20 : 500;
  const [wheel] = await makeWheels(place, python, [{ name: 'pylarge', payload: megabytes * 10 ** 6, ...source }]);
  const folder = join(place.folder, what);
  await mkdir(folder);
  const original = join(folder, wheel?.name ?? '');
  if (deflated) await place.run(python.interpreter, ['-c', DEFLATE, wheel?.path ?? '', original]);
  else await rename(wheel?.path ?? '', original);
  await rm(wheel?.path ?? '', { force: true });
  const made = join(folder, `pylarge-1.0.0-${build === '' ? '' : `${build}-`}py3-none-any.whl`);
  const copy = join(folder, 'copy');
  const contender = (result: string, file: string, args: readonly string[]): Contender => ({
    // Pages that the one before has to write must not hold the next up.
    prepare: async () => void (await place.run('sync', [])),
    run: async () => (await place.run(file, args)).ms,
    after: () => rm(result),
  });
  const tag = ['--build', build, original];
  const ours = contender(made, process.execPath, [binFile('codeartifact-twine'), 'tag', ...tag]);
  const wheelTags = contender(made, python.interpreter, ['-m', 'wheel', 'tags', ...tag]);
  const slow = await alternate({ ours, wheelTags }, quick ? 1 : slowRounds);
  const fast = await alternate({ ours, cp: contender(copy, 'cp', [original, copy]) }, quick ? 1 : 5, 1);
  await rm(folder, { recursive: true });
  const title = `${what} the build tag of a ${deflated ? 'deflated' : 'stored'} wheel of ${megabytes} MB`;
  const against = 'python3 -m wheel tags';
  return [
    compare(4, title, { against, ours: slow.ours, other: slow.wheelTags, target: { faster: 10 } }),
    compare(4, title, { against: 'cp', ours: fast.ours, other: fast.cp, target: { within: 2 } }),
  ];
}
