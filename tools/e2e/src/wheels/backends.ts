import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ClientHome } from '../clients/client-home.ts';
import type { PythonClients } from '../clients/python.ts';

/** A build backend, and the project that is built with it. */
export interface Backend {
  /** The project's name, which is its package's too. */
  readonly name: string;
  readonly requires: string;
  readonly module: string;
  /** What it cannot find by itself. */
  readonly more?: string;
}

/** The backends that most Python projects are built with. */
export const BACKENDS: readonly Backend[] = [
  {
    name: 'bysetuptools',
    requires: 'setuptools',
    module: 'setuptools.build_meta',
    more: '[tool.setuptools]\npackages = ["bysetuptools"]\n',
  },
  { name: 'byflitcore', requires: 'flit_core', module: 'flit_core.buildapi' },
  { name: 'byhatchling', requires: 'hatchling', module: 'hatchling.build' },
  {
    name: 'bypoetrycore',
    requires: 'poetry-core',
    module: 'poetry.core.masonry.api',
    more: '[tool.poetry]\npackages = [{ include = "bypoetrycore" }]\n',
  },
];

/** The `pyproject.toml` of a small project that this backend builds. */
export function pyprojectOf({ module, more = '', name, requires }: Backend): string {
  return `[build-system]
requires = ["${requires}"]
build-backend = "${module}"
[project]
name = "${name}"
version = "1.0"
description = "by ${requires}"
readme = "README.md"
requires-python = ">=3.8"
${more}`;
}

/** Builds the project's wheel and sdist as its developers do, and answers with the folder that holds both. */
export async function buildWith(
  backend: Backend,
  folder: string,
  python: PythonClients,
  home: ClientHome,
): Promise<string> {
  const { name } = backend;
  const project = join(folder, name);
  await mkdir(join(project, name), { recursive: true });
  await writeFile(join(project, 'pyproject.toml'), pyprojectOf(backend));
  await writeFile(join(project, 'README.md'), `# ${name}\n\nA *small* project.\n`);
  await writeFile(join(project, name, '__init__.py'), `"""${name}"""\n__version__ = "1.0"\n`);
  await python.run('build', ['--no-isolation'], { home, cwd: project });
  return join(project, 'dist');
}
