import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Environment, type ExitCode, memoryConnector, runCli } from '@buildset/cli-kit';
import { initHome, MemoryDomain, Meter, openHome, writeAnswers } from '@buildset/core';
import { npmFrontEnd } from '../src/front-end.ts';

/** What a run left behind. */
export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** `codeartifact-npm` over a domain in memory, and a folder with projects. */
export class NpmInMemory {
  readonly folder: string;
  readonly meter = new Meter();
  readonly domain = new MemoryDomain({ meter: this.meter })
    .addRepository('AbcDev')
    .addRepository('AbcStaging')
    .addRepository('AbcProd');
  // One for all runs: what one of them draws by chance, no other does.
  readonly #connector = memoryConnector(this.domain, this.meter);

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<NpmInMemory> {
    const npm = new NpmInMemory(await realpath(await mkdtemp(join(tmpdir(), 'buildset-npm-'))));
    await initHome(npm.domain);
    const home = await openHome(npm.domain);
    await writeAnswers(home.records, { npm: { 'copy-overwrite': npm.domain.copyOverwrite } }, npm.domain.clock.now());
    return npm;
  }

  /** Writes files of a project, by path; objects that are no bytes as JSON. */
  async write(files: Readonly<Record<string, string | object>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      await mkdir(dirname(file), { recursive: true });
      const isRaw = typeof content === 'string' || content instanceof Uint8Array;
      await writeFile(file, isRaw ? content : JSON.stringify(content, null, 2));
    }
  }

  /** Runs one command line in a folder of the project. */
  async run(line: string, folder = '.', environment: Environment = {}): Promise<Ran> {
    let stdout = '';
    let stderr = '';
    const code = await runCli({
      ...npmFrontEnd,
      folder: join(this.folder, folder),
      version: '1.2.3',
      argv: line.split(' '),
      streams: {
        stdout: { write: (text) => (stdout += text) },
        stderr: { write: (text) => (stderr += text) },
      },
      environment: { HOME: this.folder, ...environment },
      connector: this.#connector,
      signal: new AbortController().signal,
    });
    return { code, stdout, stderr };
  }

  /** The answer of a command with `--json`. */
  async json(line: string, folder?: string): Promise<Record<string, unknown>> {
    const { stderr, stdout } = await this.run(`${line} --json`, folder);
    return JSON.parse(stdout === '' ? stderr : stdout);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
