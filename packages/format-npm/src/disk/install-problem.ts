import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where packages are had from, and how to log in there. */
export interface RegistryLogin {
  /** Ends with a slash. */
  readonly registry: string;
  readonly token: string;
}

/** Why an install of a tarball would fail. */
export interface InstallProblem {
  /** `unknown`: no such package. `no-version`: none that fits. `conflict`: peers that exclude each other. */
  readonly reason: 'unknown' | 'no-version' | 'conflict';
  /** What is asked for, as `name@range`, or npm's account of a conflict. */
  readonly what: string;
}

/**
 * What stands in the way of installing a tarball from a registry, with all that it depends on: npm's own ideal tree, in an
 * empty folder, `devDependencies` and platforms aside. The first problem that npm meets; undefined when there is none.
 * Nothing is installed and no script runs. What is no problem of the tree, such as a broken connection, is thrown as npm has
 * it.
 */
export async function installProblem(
  tarball: string,
  { registry, token }: RegistryLogin,
): Promise<InstallProblem | undefined> {
  const { default: Arborist } = await import('@npmcli/arborist');
  const folder = await mkdtemp(join(tmpdir(), 'buildset-tree-'));
  const login = { [`${registry.slice(registry.indexOf('//'))}:_authToken`]: token };
  const options = { registry, ...login, cache: join(folder, 'cache'), ignoreScripts: true, packageLock: false };
  const path = join(folder, 'tree');
  try {
    await mkdir(path);
    const tree = new Arborist({ path, ...options, audit: false, fund: false, preferOnline: true });
    await tree.buildIdealTree({ add: [`file:${tarball}`] });
    return undefined;
  } catch (error) {
    const problem = problemOf(error);
    if (problem) return problem;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function problemOf(error: unknown): InstallProblem | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'E404') return { reason: 'unknown', what: textOf(error, 'pkgid') ?? textOf(error, 'uri') ?? '' };
  if (error.code === 'ETARGET') {
    return { reason: 'no-version', what: / found for (.*?)\.?$/.exec(error.message.split('\n')[0] ?? '')?.[1] ?? '' };
  }
  if (error.code === 'ERESOLVE') return { reason: 'conflict', what: error.message };
  return undefined;
}

function textOf(error: object, key: string): string | undefined {
  const found: unknown = Object.entries(error).find(([name]) => name === key)?.[1];
  return typeof found === 'string' && found !== '' ? found : undefined;
}
