import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { TARGETS } from './rules.ts';
import type { Violation } from './violation.ts';
import type { Project, Workspace } from './workspace.ts';

/**
 * Finds circles among the workspace's packages, test dependencies included (Nx builds in the order of this graph).
 * Each circle is reported once, at its first project.
 */
export function checkCircles(workspace: Workspace): Violation[] {
  const byName = new Map(workspace.projects.map((project) => [project.name, project]));
  const done = new Set<Project>();
  const found: Violation[] = [];
  const visit = (project: Project, path: readonly Project[]): void => {
    const start = path.indexOf(project);
    if (start !== -1) {
      const names = [...path.slice(start), project].map(({ name }) => name);
      const message = `the dependencies form a circle: ${names.join(' -> ')}`;
      found.push({ file: `${project.folder}/package.json`, message });
      return;
    }
    if (done.has(project)) return;
    for (const name of [...project.dependencies, ...project.devDependencies]) {
      const next = byName.get(name);
      if (next) visit(next, [...path, project]);
    }
    done.add(project);
  };
  for (const project of workspace.projects) visit(project, []);
  return found;
}

/** Every project has the same targets, so that a check over all projects leaves none out. */
export function checkTargets(workspace: Workspace): Violation[] {
  return workspace.projects.flatMap(({ folder, targets }) =>
    TARGETS.filter((target) => !targets.includes(target)).map((target) => ({
      file: `${folder}/package.json`,
      message: `nx.targets has no "${target}": every project has ${TARGETS.join(', ')}`,
    })),
  );
}

/** The root's tsconfig.json refers to every project, so that an editor and `tsc -b` know all of them. */
export function checkReferences({ root, projects, files }: Workspace): Violation[] {
  const file = 'tsconfig.json';
  const text = files.includes(file) ? readFileSync(join(root, file), 'utf8') : '';
  return projects
    .filter(({ folder }) => !text.includes(`"./${folder}/tsconfig.lib.json"`))
    .map(({ folder }) => ({ file, message: `has no reference to ./${folder}/tsconfig.lib.json` }));
}
