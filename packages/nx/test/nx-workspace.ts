import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { runNode, serviceEnvironment } from '@buildset/testkit/program';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 150_000;

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** An Nx workspace in a folder of its own, with this repository's Nx, and the embedded CodeArtifact with the domain abc. */
export class NxWorkspace {
  readonly folder: string;
  readonly #server: RunningCodeArtifact;

  private constructor(folder: string, server: RunningCodeArtifact) {
    this.folder = folder;
    this.#server = server;
  }

  /** With the domain's home, two repositories, and `buildset.config.json` made by the plugin's generator. */
  static async create(): Promise<NxWorkspace> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'buildset-nx-')));
    const workspace = new NxWorkspace(folder, await startCodeArtifact());
    await workspace.#createRepositories();
    await workspace.write({
      'nx.json': { neverConnectToCloud: true, analytics: false },
      'package.json': { name: 'workspace', private: true, workspaces: ['libs/*'] },
    });
    await mkdir(join(folder, 'node_modules/@buildset'), { recursive: true });
    await symlink(join(REPOSITORY, 'node_modules/nx'), join(folder, 'node_modules/nx'));
    for (const name of ['nx', 'npm', 'twine']) {
      await symlink(join(REPOSITORY, 'packages', name), join(folder, 'node_modules/@buildset', name));
    }
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
    return await this.#run(join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js'), args);
  }

  /** What Nx printed; rejects unless it ends with 0. */
  async succeed(...args: readonly string[]): Promise<string> {
    return requireSuccess(await this.nx(...args));
  }

  async remove(): Promise<void> {
    await this.#server.close();
    await rm(this.folder, { recursive: true });
  }

  async #createRepositories(): Promise<void> {
    const { endpoint, region } = this.#server;
    const client = new Codeartifact({ endpoint, region, credentials: this.#server });
    await client.createDomain({ domain: 'abc' });
    for (const repository of ['AbcDev', 'AbcStaging']) await client.createRepository({ domain: 'abc', repository });
    client.destroy();
  }

  async #run(program: string, args: readonly string[]): Promise<Ran> {
    const env = {
      ...serviceEnvironment(this.#server, this.folder),
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NX_ISOLATE_PLUGINS: 'false',
    };
    const ran = await runNode(program, args, { cwd: this.folder, env, timeoutMs: TIMEOUT_MS });
    return { code: ran.code, output: stripVTControlCharacters(ran.stdout + ran.stderr) };
  }
}

function requireSuccess({ code, output }: Ran): string {
  if (code !== 0) throw new Error(`exit code ${code}: ${output}`);
  return output;
}
