import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connector, type Environment, type ExitCode, memoryConnector, runCli } from '@buildset/cli-kit';
import { MemoryClock, MemoryDomain, MemoryInspector, Meter } from '@buildset/core';
import { buildsetFrontEnd } from '../src/front-end.ts';

/** What a run left behind. */
export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** `buildset` over a domain in memory. */
export class BuildsetInMemory {
  readonly meter = new Meter();
  readonly domain: MemoryDomain;
  readonly inspector: MemoryInspector;
  connector: Connector;

  /** Where commands look for a configuration; one that is not there, so that removing it removes nothing. */
  folder = join(tmpdir(), 'buildset-no-such-folder');

  /** `now` is the service's time, which stands still. */
  constructor(now?: Date) {
    this.domain = new MemoryDomain({ meter: this.meter, clock: new MemoryClock(now) });
    this.inspector = new MemoryInspector(this.domain);
    this.connector = memoryConnector(this.domain, this.meter, this.inspector);
  }

  async run(line: string, environment: Environment = {}): Promise<Ran> {
    let stdout = '';
    let stderr = '';
    const code = await runCli({
      folder: this.folder,
      ...buildsetFrontEnd,
      version: '1.2.3',
      argv: line.split(' '),
      streams: {
        stdout: { write: (text) => (stdout += text) },
        stderr: { write: (text) => (stderr += text) },
      },
      environment,
      connector: this.connector,
      signal: new AbortController().signal,
    });
    return { code, stdout, stderr };
  }
}
