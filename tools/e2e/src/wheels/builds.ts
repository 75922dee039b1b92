import { inject } from 'vitest';

import type { ProjectBuild } from './build-project.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Builds 22, 23 and 24 of pyabc 1.0.0; none where there are no clients. */
    readonly builds: readonly ProjectBuild[];
  }
}

/** The builds 22, 23 and 24 of pyabc 1.0.0, made once for all test files of a run; to be called within a test or hook. */
export function projectBuilds(): { readonly 22: ProjectBuild; readonly 23: ProjectBuild; readonly 24: ProjectBuild } {
  const [b22, b23, b24] = inject('builds');
  if (!b22 || !b23 || !b24) throw new Error('the project was not built');
  return { 22: b22, 23: b23, 24: b24 };
}
