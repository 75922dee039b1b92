import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Context, plural } from '@buildset/cli-kit';
import { CodedError, formatVersion } from '@buildset/core';
import { pack, type PackOptions, parseNpmName, refusePrivate } from '@buildset/format-npm';
import { NpmCommandError } from '../npm-command-error.ts';
import type { Chosen } from '../package/choose-packages.ts';
import { readPackage } from '../package/read-package.ts';
import { type ReadyPackage, readyPackage } from './ready-package.ts';

/** Tarballs on this machine's disk until they are disposed of. */
export interface PackedPackages {
  readonly packages: readonly ReadyPackage[];
  dispose(): Promise<void>;
}

/**
 * Packs the folders one after the other, as npm does, since their scripts may depend on each other, and reads all
 * tarballs. What was packed is in a temporary folder. Throws `package-private` before any script runs.
 */
export async function packPackages(
  chosen: readonly Chosen[],
  options: Pick<PackOptions, 'ignoreScripts' | 'scriptShell'>,
  { output, progress, signal }: Context,
): Promise<PackedPackages> {
  for (const { kind, path } of chosen) if (kind === 'folder') await refusePrivateFolder(path);
  const destination = await mkdtemp(join(tmpdir(), 'buildset-pack-'));
  const dispose = (): Promise<void> => rm(destination, { recursive: true, force: true });
  try {
    const packages: ReadyPackage[] = [];
    for (const [index, { kind, path }] of chosen.entries()) {
      signal.throwIfAborted();
      progress.stage(`packing ${basename(path)}, ${index + 1} of ${plural(chosen.length, 'package')}`);
      const folder = join(destination, String(index)); // @a/b and a-b make tarballs of one name
      const tarball = kind === 'tarball' ? path : await packInto(folder, path, options);
      const ready = await readyPackage(tarball);
      output.detail(`packed ${formatVersion(ready.ref)}: ${plural(ready.tarball.files.length, 'file')}`);
      packages.push(ready);
    }
    requireDistinct(packages);
    return { packages, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function packInto(destination: string, path: string, options: Omit<PackOptions, 'destination'>): Promise<string> {
  await mkdir(destination);
  return (await pack(path, { destination, ...options })).path;
}

async function refusePrivateFolder(folder: string): Promise<void> {
  const found = await readPackage(folder);
  if (found?.isPrivate !== true) return;
  if (found.hasWorkspaces) {
    throw new CodedError('package-private', `The package.json in ${folder} is a monorepo's own, and private.`, {
      next: 'Give --workspaces for all packages of the monorepo, or -w PACKAGE for one.',
    });
  }
  const { name = folder } = found;
  refusePrivate({
    content: { private: true },
    pkg: found.name === undefined ? { format: 'npm', name } : parseNpmName(name),
  });
}

function requireDistinct(packages: readonly ReadyPackage[]): void {
  const names = packages.map(({ ref }) => formatVersion(ref));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new NpmCommandError(
    'package-twice',
    `${twice} is given more than once.`,
    'Attach each version once: a set holds one tarball.',
  );
}
