import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

export type Bin =
  | 'buildset'
  | 'codeartifact-generic'
  | 'codeartifact-npm'
  | 'codeartifact-twine'
  | 'codeartifact-local';

const PACKAGES: Readonly<Record<Bin, string>> = {
  buildset: '@buildset/buildset',
  'codeartifact-generic': '@buildset/generic',
  'codeartifact-npm': '@buildset/npm',
  'codeartifact-twine': '@buildset/twine',
  'codeartifact-local': '@buildset/local',
};

/** The script behind one of the product's bins. */
export function binFile(bin: Bin): string {
  const folder = dirname(resolve(`${PACKAGES[bin]}/package.json`));
  const { bin: bins }: { bin?: Record<string, string> } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const file = bins?.[bin];
  if (file === undefined) throw new Error(`${PACKAGES[bin]} has no bin ${bin}`);
  return join(folder, file);
}
