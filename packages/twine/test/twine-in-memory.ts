import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Connector,
  type Environment,
  type ExitCode,
  memoryConnector,
  type Program,
  runCli,
} from '@buildset/cli-kit';
import { initHome, MemoryDomain, Meter, type VersionRef } from '@buildset/core';
import { twineFrontEnd } from '../src/front-end.ts';

/** What a run left behind. */
export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export const PYABC: VersionRef = { format: 'pypi', name: 'pyabc', version: '1.0.0' };

/** Runs `codeartifact-twine` in this process. */
export async function runTwine(
  args: readonly string[],
  connector: Connector,
  environment: Environment,
  options: { readonly signal?: AbortSignal; readonly askSecret?: Program['askSecret']; readonly folder?: string } = {},
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const code = await runCli({
    folder: options.folder ?? tmpdir(),
    ...twineFrontEnd,
    version: '1.2.3',
    argv: args,
    streams: {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    },
    environment,
    connector,
    signal: options.signal ?? new AbortController().signal,
    ...(options.askSecret && { askSecret: options.askSecret }),
  });
  return { code, stdout, stderr };
}

/** `codeartifact-twine` over a domain in memory, with a folder for distributions. */
export class TwineInMemory {
  readonly folder: string;
  readonly meter = new Meter();
  readonly domain = new MemoryDomain({ meter: this.meter }).addRepository('AbcDev').addRepository('AbcStaging');

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create({ home = true }: { readonly home?: boolean } = {}): Promise<TwineInMemory> {
    const twine = new TwineInMemory(await mkdtemp(join(tmpdir(), 'buildset-twine-')));
    if (home) await initHome(twine.domain);
    return twine;
  }

  get dist(): string {
    return join(this.folder, 'dist');
  }

  run(args: readonly string[], environment: Environment = {}): Promise<Ran> {
    const isolated = { HOME: this.folder, ...environment };
    return runTwine(args, memoryConnector(this.domain, this.meter), isolated, { folder: this.folder });
  }

  /** `upload` of everything in the folder, to AbcDev. */
  upload(...flags: readonly string[]): Promise<Ran> {
    return this.run(['upload', join(this.dist, '*'), '--domain', 'abc', '--repository', 'AbcDev', ...flags]);
  }

  /** Names of what the repository holds of pyabc==1.0.0. */
  async held(repository = 'AbcDev'): Promise<string[]> {
    const listing = await this.domain.reader(repository).listAssets(PYABC);
    return (listing?.assets ?? []).map(({ name }) => name).sort();
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
