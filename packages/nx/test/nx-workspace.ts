import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { runNode, serviceEnvironment } from '@buildset/testkit/program';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const NX = join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js');
const TIMEOUT_MS = 150_000;

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/**
 * A workspace that Nx's own generator made, as `create-nx-workspace` has it make one but for the installation, which would
 * need a network: this repository's Nx is linked instead. With the embedded CodeArtifact and its domain abc.
 */
export class NxWorkspace {
  readonly folder: string;
  readonly #above: string;
  readonly #server: RunningCodeArtifact;

  private constructor(above: string, server: RunningCodeArtifact) {
    this.#above = above;
    this.folder = join(above, 'workspace');
    this.#server = server;
  }

  /** With the domain's home, two repositories, and `buildset.config.json` made by the plugin's generator. */
  static async create(): Promise<NxWorkspace> {
    const above = await realpath(await mkdtemp(join(tmpdir(), 'buildset-nx-')));
    const workspace = new NxWorkspace(above, await startCodeArtifact());
    await workspace.#createRepositories();
    await workspace.#generate();
    await link(workspace.folder, 'nx', 'node_modules/nx');
    for (const name of ['nx', 'npm', 'twine']) await link(workspace.folder, `@buildset/${name}`, `packages/${name}`);
    const stages = ['--stages=dev=AbcDev', '--stages=staging=AbcStaging'];
    await workspace.succeed('generate', '@buildset/nx:configuration', '--domain=abc', ...stages);
    const bin = join(REPOSITORY, 'packages/buildset/bin/buildset.cjs');
    requireSuccess(await workspace.#run(bin, ['init', '--domain', 'abc']));
    return workspace;
  }

  /** Writes files by path; objects as JSON. */
  async write(files: Readonly<Record<string, string | Uint8Array | object>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      await mkdir(dirname(file), { recursive: true });
      const isText = typeof content === 'string' || content instanceof Uint8Array;
      await writeFile(file, isText ? content : JSON.stringify(content));
    }
  }

  async nx(...args: readonly string[]): Promise<Ran> {
    return await this.#run(NX, args);
  }

  /** What Nx printed; rejects unless it ends with 0. */
  async succeed(...args: readonly string[]): Promise<string> {
    return requireSuccess(await this.nx(...args));
  }

  async remove(): Promise<void> {
    await this.#server.close();
    await rm(this.#above, { recursive: true });
  }

  async #generate(): Promise<void> {
    for (const name of ['nx', '@nx/workspace']) await link(this.#above, name, `node_modules/${name}`);
    const flags = ['--preset=npm', '--packageManager=npm', '--nxCloud=skip', '--skipInstall', '--no-interactive'];
    const args = ['new', 'workspace', `--nxWorkspaceRoot=${this.#above}`, '--collection=@nx/workspace/generators.json'];
    requireSuccess(await this.#run(NX, [...args, ...flags], this.#above));
  }

  async #createRepositories(): Promise<void> {
    const { endpoint, region } = this.#server;
    const client = new Codeartifact({ endpoint, region, credentials: this.#server });
    await client.createDomain({ domain: 'abc' });
    for (const repository of ['AbcDev', 'AbcStaging']) await client.createRepository({ domain: 'abc', repository });
    client.destroy();
  }

  async #run(program: string, args: readonly string[], cwd = this.folder): Promise<Ran> {
    const env = {
      ...serviceEnvironment(this.#server, this.folder),
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NX_ISOLATE_PLUGINS: 'false',
    };
    const ran = await runNode(program, args, { cwd, env, timeoutMs: TIMEOUT_MS });
    return { code: ran.code, output: stripVTControlCharacters(ran.stdout + ran.stderr) };
  }
}

/** Links a folder of this repository into the `node_modules` of another. */
async function link(folder: string, name: string, target: string): Promise<void> {
  const path = join(folder, 'node_modules', name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(join(REPOSITORY, target), path);
}

function requireSuccess({ code, output }: Ran): string {
  if (code !== 0) throw new Error(`exit code ${code}: ${output}`);
  return output;
}
