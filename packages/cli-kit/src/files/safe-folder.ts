import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Sha256 } from '@buildset/core';
import { CliError } from '../cli-error.ts';
import { makeFolder } from './make-folder.ts';
import { onDisk } from './on-disk.ts';
import { hashOf, openFile } from './open-file.ts';

/** A file of a set as it is to stand in a folder. */
export interface SetFile {
  /** Relative to the folder. */
  readonly path: string;
  /** 0o755 or 0o644. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
}

/** The names that a path consists of, the folders' first. Throws `unsafe-path` for one that would not stay in the folder. */
export type NamesOf = (path: string) => readonly string[];

/** What a download writes beside a file's place: the number of the process that does it, and chance. */
const PART = /^\.buildset-(\d+)-[0-9a-f]{16}\.part$/;

/** A folder into which files are put at paths of a tree, and never outside of it: links in it are not followed. */
export class SafeFolder {
  readonly #root: string;
  readonly #namesOf: NamesOf;
  readonly #swept = new Map<string, Promise<void>>();

  private constructor(root: string, namesOf: NamesOf) {
    this.#root = root;
    this.#namesOf = namesOf;
  }

  /** Makes the folder when it is not there. Throws `path-taken` where a file is, and as writing does. */
  static async open(path: string, namesOf: NamesOf): Promise<SafeFolder> {
    return await onDisk(path, async () => {
      await makeFolder(path);
      return new SafeFolder(await realpath(path), namesOf);
    });
  }

  /** Whether the very file is there already; its mode is put right then. */
  async keeps({ mode, path, sha256, size }: SetFile): Promise<boolean> {
    const target = await this.#place(path);
    const found = await lstat(target).catch(() => undefined);
    if (!found?.isFile() || found.size !== size || (await hashOf(await openFile(target))) !== sha256) return false;
    if ((found.mode & 0o777) !== mode && process.platform !== 'win32') {
      await onDisk(target, () => chmod(target, mode));
    }
    return true;
  }

  /**
   * Writes a file beside its place, and moves it there when it is whole. `content` is to throw at its end when it is
   * not what it should be. Throws `path-taken`, `disk-full` and `file-not-written`.
   */
  async write(path: string, mode: number, content: AsyncIterable<Uint8Array>): Promise<void> {
    const target = await this.#place(path);
    await onDisk(target, () => this.#put(target, mode, content));
  }

  async #put(target: string, mode: number, content: AsyncIterable<Uint8Array>): Promise<void> {
    const parent = dirname(target);
    await this.#sweep(parent);
    const beside = join(parent, `.buildset-${process.pid}-${randomBytes(8).toString('hex')}.part`);
    const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
    const file = await open(beside, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
    try {
      try {
        for await (const chunk of content) await file.writeFile(chunk);
        if (process.platform !== 'win32') await file.chmod(mode);
      } finally {
        await file.close();
      }
      await rename(beside, target);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  }

  /** Removes what a download left that was killed. Once a folder. */
  #sweep(parent: string): Promise<void> {
    const present = this.#swept.get(parent) ?? sweep(parent);
    this.#swept.set(parent, present);
    return present;
  }

  /** The file's place, its folders made. Throws `path-taken` where a link or a file stands for a folder. */
  async #place(path: string): Promise<string> {
    const names = this.#namesOf(path);
    let place = this.#root;
    for (const [index, name] of names.entries()) {
      place = join(place, name);
      const isLast = index === names.length - 1;
      const found = await lstat(place).catch(() => undefined);
      if (!found && !isLast) await onDisk(place, () => mkdir(place).catch(ignoreExisting));
      const now = found ?? (isLast ? undefined : await lstat(place));
      if (now !== undefined && (isLast ? now.isDirectory() : !now.isDirectory())) throw taken(place, isLast);
    }
    return place;
  }
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(PART.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isRunning(pid)) await rm(join(parent, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

function taken(place: string, isLast: boolean): CliError {
  const what = isLast ? 'is a folder, where a file is to be' : 'is a link or a file, where a folder is to be';
  const next = 'Move it away, or download into another folder (--to).';
  return new CliError('path-taken', `${place} ${what}.`, { next });
}
