import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  attachBuild,
  type AttachOptions,
  type Home,
  initHome,
  MemoryDomain,
  MemoryFile,
  MemoryRandom,
  Meter,
  openHome,
} from '@buildset/core';
import {
  type CommandEntry,
  type Connector,
  type Environment,
  type ExitCode,
  memoryConnector,
  runCli,
  sharedCommands,
} from '../src/index.ts';
import { CapturedStreams } from './captured-streams.ts';
import { plainFormats } from './plain-format.ts';

/** What a run of a command left behind. */
export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly environment?: Environment;
  readonly isTTY?: boolean;
  readonly signal?: AbortSignal;
}

/** A domain in memory with a home, three repositories, and the shared commands over it. */
export class MemoryWorld {
  readonly meter = new Meter();
  readonly domain = new MemoryDomain({ meter: this.meter });
  readonly commands: readonly CommandEntry[] = sharedCommands(plainFormats);

  static async withHome(): Promise<MemoryWorld> {
    const world = new MemoryWorld();
    await initHome(world.domain);
    return world;
  }

  /** Where commands look for a configuration; one that is not there, so that removing it removes nothing. */
  folder = join(tmpdir(), 'buildset-no-such-folder');
  readonly #connector: Connector;

  constructor(connector?: Connector) {
    this.#connector = connector ?? memoryConnector(this.domain, this.meter);
    this.domain.addRepository('AbcDev').addRepository('AbcStaging').addRepository('AbcProd');
  }

  /** Runs one command line. */
  async run(line: string, { environment = {}, isTTY = false, signal }: RunOptions = {}): Promise<Ran> {
    const streams = new CapturedStreams({ isTTY });
    const code = await runCli({
      name: 'tool',
      version: '1.2.3',
      summary: 'A tool.',
      commands: this.commands,
      argv: line.split(' ').filter((word) => word !== ''),
      streams,
      environment,
      connector: this.#connector,
      folder: this.folder,
      signal: signal ?? new AbortController().signal,
      now: () => 0,
    });
    return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
  }

  /** Uploads and records `pyabc==1.0.0`, or another package or version, build `build`, one file. */
  async attach(
    build: string,
    content = `build ${build}`,
    { name = 'pyabc', version = '1.0.0', ...options }: AttachOptions & { name?: string; version?: string } = {},
  ): Promise<void> {
    const file = new MemoryFile(`${name}-${version}-${build}.any`, content);
    await attachBuild(
      {
        ref: { format: 'pypi', name, version },
        build,
        files: [{ asset: file.asset, open: async () => file.stream() }],
      },
      this.domain.writer('AbcDev'),
      await this.home(),
      options,
    );
  }

  /** Uploads a file as plain tools do: no record. */
  async uploadPlainly(build: string): Promise<void> {
    const file = new MemoryFile(`pyabc-1.0.0-${build}.any`, `build ${build}`);
    const ref = { format: 'pypi', name: 'pyabc', version: '1.0.0' } as const;
    await this.domain.writer('AbcDev').publishAsset(ref, { asset: file.asset, open: async () => file.stream() });
  }

  async home(): Promise<Home> {
    const { clock } = this.domain;
    return { ...(await openHome(this.domain)), clock, timer: clock, random: new MemoryRandom('a') };
  }
}
