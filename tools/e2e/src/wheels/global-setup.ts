import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { clientHome } from '../clients/client-home.ts';
import { clientsOf, findClients } from '../clients/python.ts';
import { buildProject } from './build-project.ts';

/** Finds the clients and builds the Python project, once for all test files of a run. */
export default async function buildOnce(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'buildset-project-')));
  const home = await clientHome();
  const found = await findClients();
  project.provide('clients', found);
  const python = clientsOf(found);
  const builds = python.available
    ? await Promise.all([22, 23, 24].map((build) => buildProject(folder, build, python, home)))
    : [];
  project.provide('builds', builds);
  return async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await home.remove();
  };
}
