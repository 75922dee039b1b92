import { createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { CodedError } from '@buildset/core';

import { npmError, quoted } from '../errors.ts';
import { findWorkspaceRoot } from './workspace-root.ts';

export interface PackOptions {
  /** The folder in which the tarball is put; it must exist. A tarball of the same name is replaced. */
  readonly destination: string;
  /** Leaves out `prepack`, `prepare` and `postpack`. Default false. */
  readonly ignoreScripts?: boolean;
  /** Gives the scripts this process's own output, as `npm pack` does. Default false: only a failure shows it. */
  readonly foregroundScripts?: boolean;
  /** The shell that runs the scripts. Default: npm's. */
  readonly scriptShell?: string;
}

export interface PackedTarball {
  /** Absolute. */
  readonly path: string;
  /** As npm names it: `scope-name-1.0.0.tgz`. */
  readonly fileName: string;
}

/**
 * Packs the package in `folder` as `npm pack`, called there, does: the same scripts at the same times, files, contents and
 * modes, also inside a workspace, whose root's ignore files count. The steps are those of libnpmpack 9 over the same
 * pacote, arborist and npm-packlist, but the tarball goes to the disk and not through the memory.
 * Throws `invalid-manifest`, `script-failed`, `pack-failed` and `workspace-unreadable`.
 */
export async function pack(folder: string, options: PackOptions): Promise<PackedTarball> {
  const path = resolve(folder);
  const destination = resolve(options.destination);
  const npmPack = await NpmPack.open(path, options);
  const temporary = await workFolder(path, destination).catch((error: unknown) => {
    throw failed(path, error);
  });
  try {
    const manifest = await npmPack.manifest();
    await npmPack.runScript('prepack', manifest);
    const file = join(temporary, 'package.tgz');
    const integrity = await npmPack.tarball(file);
    await npmPack.runScript('postpack', manifest, {
      npm_package_from: `file:${path}`,
      npm_package_resolved: path,
      npm_package_integrity: integrity,
    });
    const fileName = `${manifest.name.replace(/^@/, '').replaceAll(/[/\\]/g, '-')}-${manifest.version}.tgz`;
    await move(file, join(destination, fileName));
    return { path: join(destination, fileName), fileName };
  } catch (error) {
    throw failed(path, error);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A folder for the unfinished tarball: beside the finished one, but never where it would be packed itself. */
async function workFolder(path: string, destination: string): Promise<string> {
  await stat(destination);
  const isInside = !/^\.\.(?:$|[/\\])/.test(relative(path, destination));
  return mkdtemp(join(isInside ? tmpdir() : destination, '.pack-'));
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyFile(from, to);
  });
}

interface NamedManifest {
  readonly name: string;
  readonly version: string;
}

type Libraries = Awaited<ReturnType<typeof libraries>>;

/** npm's libraries, loaded when something is packed: they take over a third of a second. */
async function libraries() {
  const [arborist, pacote, runScript] = await Promise.all([
    import('@npmcli/arborist'),
    import('pacote'),
    import('@npmcli/run-script'),
  ]);
  return { Arborist: arborist.default, pacote: pacote.default, runScript: runScript.default };
}

class NpmPack {
  readonly #libraries: Libraries;
  readonly #path: string;
  readonly #options: PackOptions;
  readonly #root: string | undefined;

  private constructor(libraries: Libraries, path: string, options: PackOptions, root: string | undefined) {
    this.#libraries = libraries;
    this.#path = path;
    this.#options = options;
    this.#root = root;
  }

  static async open(path: string, options: PackOptions): Promise<NpmPack> {
    return new NpmPack(await libraries(), path, options, await findWorkspaceRoot(path));
  }

  async manifest(): Promise<NamedManifest> {
    const manifest = await this.#libraries.pacote.manifest(this.#path, this.#pacoteOptions());
    if (manifest.name && manifest.version) return manifest;
    const message = `The package.json in ${this.#path} has no name or no version.`;
    throw npmError('invalid-manifest', message, 'Give it both.');
  }

  async runScript(event: string, pkg: NamedManifest, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const { ignoreScripts = false, foregroundScripts = false, scriptShell } = this.#options;
    if (ignoreScripts) return;
    await this.#libraries.runScript({
      event,
      path: this.#path,
      pkg,
      env,
      stdio: foregroundScripts ? 'inherit' : 'pipe',
      ...(scriptShell !== undefined && { scriptShell }),
    });
  }

  /** Runs `prepare`, lists the files and writes them; the integrity of the tarball. */
  async tarball(file: string): Promise<string> {
    return this.#libraries.pacote.tarball.stream(
      this.#path,
      async (stream) => {
        let integrity = '';
        stream.on('integrity', (found: unknown) => {
          integrity = String(found);
        });
        await pipeline(stream, createWriteStream(file));
        return integrity;
      },
      this.#pacoteOptions(),
    );
  }

  #pacoteOptions(): object {
    const { ignoreScripts = false, foregroundScripts = false, scriptShell } = this.#options;
    return {
      Arborist: this.#libraries.Arborist,
      _isRoot: true,
      // The folder is what is packed, not something that a dependency names.
      allowDirectory: 'all',
      preferOnline: true,
      ignoreScripts,
      foregroundScripts,
      ...(scriptShell !== undefined && { scriptShell }),
      prefix: this.#root ?? this.#path,
      ...(this.#root !== undefined && { workspaces: [this.#path] }),
    };
  }
}

/** Characters of a script's output that a message repeats, from its end. */
const SHOWN_OUTPUT = 2000;

function failed(path: string, error: unknown): Error {
  if (error instanceof CodedError) return error;
  const details = error instanceof Error ? { ...error } : {};
  const what = error instanceof Error ? error.message : String(error);
  if (!('event' in details) || typeof details.event !== 'string') {
    const next = 'Try npm pack in the folder; it reads the same files.';
    return npmError('pack-failed', `${quoted(path)} cannot be packed: ${what}`, next, { cause: error });
  }
  const output = [textOf(details, 'stdout'), textOf(details, 'stderr')].join('').slice(-SHOWN_OUTPUT).trim();
  return npmError(
    'script-failed',
    `The script ${quoted(details.event)} of ${quoted(path)} failed: ${what}${output === '' ? '' : `\n${output}`}`,
    'Run it by itself with npm run, or pack without scripts (--ignore-scripts).',
    { cause: error },
  );
}

function textOf(details: object, key: string): string {
  const found: unknown = Object.entries(details).find(([name]) => name === key)?.[1];
  return typeof found === 'string' || Buffer.isBuffer(found) ? found.toString() : '';
}
