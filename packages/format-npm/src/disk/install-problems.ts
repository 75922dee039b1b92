import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Edge, Node } from '@npmcli/arborist';

import { inTemporaryFolder } from './in-temporary-folder.ts';
import { type OfferedPackage, type RegistryLogin, registryOptions } from './registry-options.ts';

/** A package that an install asks a registry for. */
export interface WantedPackage {
  /** The whole name, with its scope. */
  readonly name: string;
  /** A range, a version or a dist-tag. */
  readonly range: string;
}

/** Why an install of a tarball would fail, or leave something out. */
export interface InstallProblem {
  /**
   * `unknown`: no such package. `no-version`: none that fits. `conflict`: peers that exclude each other. `left-out`: an
   * optional dependency that is not to be had, without which npm goes on.
   */
  readonly reason: 'unknown' | 'no-version' | 'conflict' | 'left-out';
  /** What is asked for, as `name@range`, or npm's account of a conflict. */
  readonly what: string;
  /** Absent for a conflict. */
  readonly wanted?: WantedPackage;
}

/**
 * What stands in the way of installing a tarball from a registry, with all that it depends on: npm's own ideal tree, in an
 * empty folder, `devDependencies` and platforms aside. It is the first problem that npm meets and does not go on from, or
 * the optional dependencies that npm leaves out; empty when there is none. Of packages that are `known` the registry is not
 * asked. Nothing is installed and no script runs. What is no problem of the tree, such as a broken connection, is thrown as
 * npm has it.
 */
export async function installProblems(
  tarball: string,
  login: RegistryLogin,
  known: readonly OfferedPackage[] = [],
): Promise<readonly InstallProblem[]> {
  const { default: Arborist } = await import('@npmcli/arborist');
  return await inTemporaryFolder(async (folder) => {
    const options = registryOptions(login, { cache: join(folder, 'cache'), known });
    const path = join(folder, 'tree');
    await mkdir(path);
    const arborist = new Arborist({
      ...options,
      path,
      ignoreScripts: true,
      packageLock: false,
      audit: false,
      fund: false,
    });
    try {
      return leftOut(await arborist.buildIdealTree({ add: [`file:${tarball}`] }));
    } catch (error) {
      const problem = problemOf(error);
      if (problem) return [problem];
      throw error;
    }
  });
}

function leftOut(tree: Node): InstallProblem[] {
  const edges: Edge[] = [...tree.inventory.values()].flatMap((node) => [...node.edgesOut.values()]);
  return edges
    .filter(({ type, valid }) => type === 'optional' && !valid)
    .map(({ name, spec }) => {
      const wanted = aliased(spec) ?? { name, range: spec };
      return { reason: 'left-out', what: `${wanted.name}@${wanted.range}`, wanted };
    });
}

/** The package that `npm:name@range` stands for. */
function aliased(spec: string): WantedPackage | undefined {
  return spec.startsWith('npm:') ? wantedOf(spec.slice('npm:'.length)) : undefined;
}

function wantedOf(text: string): WantedPackage | undefined {
  const [, name, range = ''] = /^(@?[^@]+)(?:@(.*))?$/s.exec(text) ?? [];
  return name === undefined ? undefined : { name, range: range === '' ? '*' : range };
}

function problemOf(error: unknown): InstallProblem | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'E404') return missing('unknown', textOf(error, 'pkgid') ?? textOf(error, 'uri') ?? '');
  if (error.code === 'ETARGET') {
    return missing('no-version', / found for (.*?)\.?$/.exec(error.message.split('\n')[0] ?? '')?.[1] ?? '');
  }
  if (error.code === 'ERESOLVE') return { reason: 'conflict', what: error.message };
  return undefined;
}

function missing(reason: 'unknown' | 'no-version', what: string): InstallProblem {
  const wanted = wantedOf(what);
  return { reason, what, ...(wanted === undefined ? {} : { wanted }) };
}

function textOf(error: object, key: string): string | undefined {
  const found: unknown = Object.entries(error).find(([name]) => name === key)?.[1];
  return typeof found === 'string' && found !== '' ? found : undefined;
}
