import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { LocalFile } from '@buildset/core';

import { ChunkedFile } from './memory-file.ts';

const run = promisify(execFile);

/** The content of a file, or of an executable or a link. */
export type FixtureFile =
  | string
  | Uint8Array
  | { readonly mode: number; readonly text: string }
  | { readonly link: string };

/** A folder of the test's own, with npm in a home of its own that reaches no network. */
export class Sandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'format-npm-'));

  /** Writes files under `name` and answers with that folder. */
  write(name: string, files: Readonly<Record<string, FixtureFile | object>>): string {
    const folder = join(this.folder, name);
    for (const [path, file] of Object.entries(files)) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      if (typeof file === 'string' || file instanceof Uint8Array) writeFileSync(target, file);
      else if ('link' in file) symlinkSync(String(file.link), target);
      else if ('mode' in file && 'text' in file) writeFileSync(target, String(file.text), { mode: Number(file.mode) });
      else writeFileSync(target, `${JSON.stringify(file, null, 2)}\n`);
    }
    return folder;
  }

  /** An empty folder. */
  empty(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Runs the real npm in `folder`; its standard output. */
  async npm(folder: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await run('npm', args, { cwd: folder, env: this.#environment(), timeout: 150_000 });
    return stdout;
  }

  /** `npm pack` in `folder`: the tarballs that it makes, in the order of `args`. */
  async npmPack(folder: string, ...args: readonly string[]): Promise<Uint8Array[]> {
    const destination = mkdtempSync(join(this.folder, 'packed-'));
    const stdout = await this.npm(folder, 'pack', '--json', '--pack-destination', destination, ...args);
    const packed: unknown = JSON.parse(stdout.slice(stdout.search(/^\[/m)));
    if (!Array.isArray(packed)) throw new Error(`npm pack answered ${stdout}`);
    return packed.map(({ filename }: { filename: string }) => readFileSync(join(destination, filename)));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
    return {
      ...Object.fromEntries(inherited),
      HOME: this.empty('home'),
      npm_config_cache: join(this.folder, 'cache'),
      npm_config_userconfig: join(this.folder, 'home', '.npmrc'),
      npm_config_globalconfig: join(this.folder, 'home', 'global-npmrc'),
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
    };
  }
}

/** The major version of the npm on the PATH. */
export async function npmMajor(): Promise<number> {
  const { stdout } = await run('npm', ['--version']);
  return Number.parseInt(stdout, 10);
}

/** A file of the disk, read whole. */
export function fileAt(path: string): LocalFile {
  return new ChunkedFile(path.slice(path.lastIndexOf('/') + 1), readFileSync(path));
}
