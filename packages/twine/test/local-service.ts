import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';

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
    return {
      HOME: this.folder,
      AWS_REGION: this.server.region,
      AWS_ENDPOINT_URL: this.server.endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  get credentials(): Record<string, string> {
    return { AWS_ACCESS_KEY_ID: this.server.accessKeyId, AWS_SECRET_ACCESS_KEY: this.server.secretAccessKey };
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
