import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { type ProgramResult, runNode, serviceEnvironment } from '@buildset/testkit/program';

const BIN = fileURLToPath(new URL('../bin/codeartifact-npm.cjs', import.meta.url));
const BUILDSET = fileURLToPath(new URL('../../buildset/bin/buildset.cjs', import.meta.url));
const TIMEOUT_MS = 150_000;

/** The embedded CodeArtifact with the domain abc, three repositories and a home, and a folder as HOME with projects. */
export class LocalService {
  readonly server: RunningCodeArtifact;
  readonly client: Codeartifact;
  readonly folder: string;

  private constructor(server: RunningCodeArtifact, folder: string) {
    const { accessKeyId, endpoint, region, secretAccessKey } = server;
    this.server = server;
    this.folder = folder;
    this.client = new Codeartifact({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
  }

  static async start(): Promise<LocalService> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'buildset-npm-')));
    const service = new LocalService(await startCodeArtifact(), folder);
    await service.client.createDomain({ domain: 'abc' });
    for (const repository of ['AbcDev', 'AbcStaging', 'AbcProd']) {
      await service.client.createRepository({ domain: 'abc', repository });
    }
    const init = await service.#spawn(BUILDSET, ['init', '--domain', 'abc'], folder);
    if (init.code !== 0) throw new Error(`init: ${init.stderr}`);
    return service;
  }

  /** Writes files of a project, by path; objects as JSON. */
  async write(files: Readonly<Record<string, string | object>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    }
  }

  /** Runs the program in a folder with `--json`; rejects unless it ends with `code`. */
  async run(line: string, folder: string, code = 0): Promise<Record<string, unknown>> {
    const ran = await this.bin(`${line} --json`, folder);
    if (ran.code !== code) throw new Error(`${line}: ended with ${ran.code}. ${ran.stdout}${ran.stderr}`);
    return JSON.parse(ran.stdout === '' ? ran.stderr : ran.stdout);
  }

  /** Runs the program in a folder: another process, no environment but what AWS's tools need. */
  async bin(line: string, folder = '.'): Promise<ProgramResult> {
    return await this.#spawn(BIN, line.split(' '), join(this.folder, folder));
  }

  /** The SHA-256 of the tarball that a repository's version holds. */
  async held(repository: string, name: string, version = '1.0.0'): Promise<string | undefined> {
    const reply = await this.client
      .listPackageVersionAssets({ domain: 'abc', repository, format: 'npm', package: name, packageVersion: version })
      .catch(() => undefined);
    return reply?.assets?.[0]?.hashes?.['SHA-256'];
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.server.close();
    await rm(this.folder, { recursive: true });
  }

  #spawn(program: string, args: readonly string[], cwd: string): Promise<ProgramResult> {
    return runNode(program, args, { cwd, env: serviceEnvironment(this.server, this.folder), timeoutMs: TIMEOUT_MS });
  }
}
