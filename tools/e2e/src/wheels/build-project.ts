import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ClientHome } from '../clients/client-home.ts';
import type { PythonClients } from '../clients/python.ts';
import { type Wheel, wheelsIn } from './made-wheels.ts';

const PYPROJECT = `[build-system]
requires = ["setuptools", "wheel"]
build-backend = "setuptools.build_meta"

[project]
name = "pyabc"
version = "1.0.0"
description = "a small project"

[tool.setuptools]
packages = ["pyabc"]
`;

/** A build of pyabc 1.0.0. */
export interface ProjectBuild {
  readonly build: number;
  readonly wheel: Wheel;
}

/**
 * Builds pyabc 1.0.0 as its developers do: `python3 -m build --no-isolation`, then `wheel tags --build N`. Each
 * build's sources differ.
 */
export async function buildProject(
  folder: string,
  build: number,
  python: PythonClients,
  home: ClientHome,
): Promise<ProjectBuild> {
  const project = join(folder, `pyabc-${build}`);
  const dist = join(project, 'dist');
  await mkdir(join(project, 'pyabc'), { recursive: true });
  await writeFile(join(project, 'pyproject.toml'), PYPROJECT);
  await writeFile(join(project, 'pyabc', '__init__.py'), `BUILD = ${build}\n`);
  await python.run('build', ['--no-isolation', '--wheel'], { home, cwd: project });
  const untagged = join(dist, 'pyabc-1.0.0-py3-none-any.whl');
  await python.run('wheel', ['tags', '--build', String(build), untagged], { home, cwd: project });
  const wheels = await wheelsIn(dist);
  const wheel = wheels.find(({ name }) => name === `pyabc-1.0.0-${build}-py3-none-any.whl`);
  if (!wheel) throw new Error(`wheel tags made ${wheels.map(({ name }) => name).join(', ')}`);
  return { build, wheel };
}
