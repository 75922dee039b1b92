import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { connectCodeArtifact } from '@buildset/cli-kit';
import { genericSamples, initHome, openHome, probe, writeAnswers } from '@buildset/core';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { type ProgramResult, serviceEnvironment } from '@buildset/testkit/program';
import { runBin } from './bin.ts';
import { requireSchema } from './schemas.ts';

/** The embedded CodeArtifact with the domain abc, three repositories and a home, and a folder as HOME. */
export class LocalService {
  readonly server: RunningCodeArtifact;
  readonly client: Codeartifact;
  readonly folder: string;
  /** What AWS's tools need; nothing of this process's own. */
  readonly environment: Record<string, string>;

  private constructor(server: RunningCodeArtifact, folder: string) {
    const { accessKeyId, endpoint, region, secretAccessKey } = server;
    this.server = server;
    this.folder = folder;
    this.client = new Codeartifact({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
    this.environment = serviceEnvironment(server, folder);
  }

  /** Sets this process's environment too, since the SDK reads it: restore it afterwards. */
  static async start(setVariable: (name: string, value: string | undefined) => void): Promise<LocalService> {
    const folder = await mkdtemp(join(tmpdir(), 'buildset-generic-'));
    const service = new LocalService(await startCodeArtifact(), folder);
    for (const [name, value] of Object.entries(service.environment)) setVariable(name, value);
    setVariable('AWS_PROFILE', undefined);
    await service.client.createDomain({ domain: 'abc' });
    for (const repository of ['AbcDev', 'AbcStaging', 'AbcProd']) {
      await service.client.createRepository({ domain: 'abc', repository });
    }
    await service.#initHome();
    return service;
  }

  /** Runs the program with `--domain abc --json`; rejects unless it ends with `code`. */
  async run(args: readonly string[], code = 0): Promise<Record<string, unknown>> {
    const ran = await this.bin([...args, '--domain', 'abc', '--json']);
    if (ran.code !== code) throw new Error(`${args.join(' ')}: ended with ${ran.code}. ${ran.stdout}${ran.stderr}`);
    const answer: Record<string, unknown> = JSON.parse(ran.stdout === '' ? ran.stderr : ran.stdout);
    requireSchema(args[0] ?? '', answer);
    return answer;
  }

  async bin(args: readonly string[]): Promise<ProgramResult> {
    return await runBin(args, this.environment, this.folder);
  }

  /** A new folder in the HOME. */
  async make(name: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(path, { recursive: true });
    return path;
  }

  /** Names of the assets that a repository holds. */
  async held(repository: string, name: string, version: string): Promise<string[]> {
    const names: string[] = [];
    for (let nextToken: string | undefined; ;) {
      const reply = await this.client.listPackageVersionAssets({
        domain: 'abc',
        repository,
        format: 'generic',
        namespace: 'ops',
        package: name,
        packageVersion: version,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      names.push(...(reply.assets ?? []).map(({ name: asset = '' }) => asset));
      if (reply.nextToken === undefined) return names.toSorted();
      nextToken = reply.nextToken;
    }
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.server.close();
    await rm(this.folder, { recursive: true });
  }

  async #initHome(): Promise<void> {
    const { signal } = new AbortController();
    const scope = { environment: this.environment, signal };
    const { clock, domain, random, timer } = await connectCodeArtifact({ domain: 'abc', home: 'buildset' }, scope);
    await initHome(domain);
    const home = { ...(await openHome(domain)), clock, random, timer };
    await writeAnswers(home.records, { generic: (await probe(domain, home, genericSamples)).answers }, clock.now());
  }
}
