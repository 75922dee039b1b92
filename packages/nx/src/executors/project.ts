import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';

/** The absolute folder of the project that a target runs for. */
export function projectFolder({ projectName, projectsConfigurations, root }: ExecutorContext): string {
  const project = projectName === undefined ? undefined : projectsConfigurations.projects[projectName];
  if (!project) throw new Error('This executor runs for a project: nx run <project>:<target>.');
  return join(root, project.root);
}
