import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare } from '../measure/finding.ts';
import { type Bin, binFile } from '../world/bins.ts';
import { environmentIn } from '../world/environment.ts';
import type { Row } from './row.ts';

const CASES: readonly { readonly bin: Bin; readonly args: readonly string[]; readonly within: number }[] = [
  { bin: 'codeartifact-twine', args: ['--version'], within: 1.3 },
  { bin: 'buildset', args: ['--version'], within: 1.3 },
  { bin: 'codeartifact-local', args: ['--version'], within: 1.3 },
  { bin: 'codeartifact-twine', args: ['promote', '--help'], within: 2.5 },
  { bin: 'buildset', args: ['promote', '--help'], within: 2.5 },
  { bin: 'codeartifact-local', args: ['start', '--help'], within: 2.5 },
];

/** Whole processes, started with as little between as possible. */
export const startup: Row = {
  number: 3,
  name: 'startup',
  groups: ['promote'],
  about:
    'whole processes. Without a cache of compiled code, which Node has from 22.1 on, the bins parse their code each time.',
  async run({ temp, quick }) {
    const home = await mkdtemp(join(temp, 'startup-'));
    const env = environmentIn(home, process.env);
    const contender = (args: readonly string[]): Contender => ({
      run: async () => {
        const start = performance.now();
        const { status } = spawnSync(process.execPath, args, { cwd: home, env, stdio: 'ignore' });
        const ms = performance.now() - start;
        if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
        return ms;
      },
    });
    const bins = CASES.map(
      ({ args, bin }) => [`${bin} ${args.join(' ')}`, contender([binFile(bin), ...args])] as const,
    );
    try {
      const node = 'node -e 0';
      const times = await alternate(Object.fromEntries([[node, contender(['-e', '0'])], ...bins]), quick ? 3 : 40, 3);
      return CASES.flatMap(({ within }, index) => {
        const name = bins[index]?.[0] ?? '';
        const [ours, other] = [times[name], times[node]];
        return ours && other ? [compare(3, name, { against: node, ours, other, target: { within } })] : [];
      });
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
};
