import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { addressOf, credentialsOf } from '@buildset/testkit/program';

/** The embedded CodeArtifact with the domain abc and its repositories, and a folder as home. */
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
    const folder = await mkdtemp(join(tmpdir(), 'buildset-int-'));
    const service = new LocalService(await startCodeArtifact(), folder);
    await service.client.createDomain({ domain: 'abc' });
    for (const repository of ['AbcDev', 'AbcStaging', 'AbcProd']) {
      await service.client.createRepository({ domain: 'abc', repository });
    }
    return service;
  }

  /** What AWS's tools need, but for credentials. */
  get address(): Record<string, string> {
    return addressOf(this.server, this.folder);
  }

  get credentials(): Record<string, string> {
    return credentialsOf(this.server);
  }

  /** `.pypirc` as `aws codeartifact login --tool twine` writes it. */
  async pypirc(repository: string): Promise<string> {
    const { authorizationToken } = await this.client.getAuthorizationToken({ domain: 'abc' });
    const { repositoryEndpoint } = await this.client.getRepositoryEndpoint({
      domain: 'abc',
      repository,
      format: 'pypi',
    });
    const section = `[codeartifact]\nrepository = ${repositoryEndpoint}\nusername = aws\npassword = ${authorizationToken}\n`;
    return `[distutils]\nindex-servers = \n\tpypi\n\tcodeartifact\n\n${section}`;
  }

  async held(repository: string): Promise<string[]> {
    const reply = await this.client.listPackageVersionAssets({
      domain: 'abc',
      repository,
      format: 'pypi',
      package: 'pyabc',
      packageVersion: '1.0.0',
    });
    return (reply.assets ?? []).map(({ name = '' }) => name).sort();
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.server.close();
    await rm(this.folder, { recursive: true });
  }
}
