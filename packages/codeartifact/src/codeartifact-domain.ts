import {
  type Domain,
  type DomainInspector,
  formatPackage,
  type OriginControls,
  type PackageRef,
  type RepositoryDescription,
  type RepositoryReader,
  type RepositoryRef,
  type RepositoryWriter,
  type ServiceClock,
  type Side,
} from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';
import { CodeArtifactRegistry } from './codeartifact-registry.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Transport } from './http/transport.ts';
import { NpmEndpoint } from './npm-endpoint.ts';
import { type Authorization, PackageEndpoint } from './package-endpoint.ts';
import { PypiEndpoint } from './pypi-endpoint.ts';
import { basic } from './pypi-index.ts';
import { RepositoryContext, unlessAbsent } from './repository-context.ts';
import type { RequestRunner } from './request-runner.ts';
import { TokenSource } from './token-source.ts';

/** Asked for so that a token that leaks is worth little; it is replaced while work goes on. */
const TOKEN_SECONDS = 3600;
/** A 404 to an older token may mean that the token has ended. */
const TOKEN_TRUSTED_MS = 60_000;

interface DomainParts {
  readonly ref: Domain['ref'];
  readonly plane: ControlPlane;
  readonly runner: RequestRunner;
  readonly transport: Transport;
  /** The home's name, if there is one. */
  readonly home: string | undefined;
  readonly inspector: DomainInspector;
}

export class CodeArtifactDomain implements Domain {
  readonly ref: Domain['ref'];
  readonly clock: ServiceClock;
  readonly inspector: DomainInspector;
  readonly #parts: DomainParts;
  readonly #tokens: TokenSource;
  readonly #endpoints = new Map<string, Promise<URL>>();

  constructor(parts: DomainParts) {
    this.ref = parts.ref;
    this.clock = parts.runner.clock;
    this.inspector = parts.inspector;
    this.#parts = parts;
    this.#tokens = new TokenSource(() => this.#fetchToken(), this.clock);
  }

  async describeRepository(name: string): Promise<RepositoryDescription | undefined> {
    const context = this.#context(name, 'source');
    const { repository } = context;
    const call = this.#parts.plane.call(
      context.subject('DescribeRepository', `describe the repository ${name}`),
      (client) =>
        client.describeRepository({ domain: repository.domain, domainOwner: repository.domainOwner, repository: name }),
    );
    const reply = await call.catch((error: unknown) => {
      // Only here is a repository's absence an answer.
      if (isNotFound(error) && error.resourceType !== 'domain') return undefined;
      throw error;
    });
    if (reply?.repository === undefined) return undefined;
    const { description, upstreams = [], externalConnections = [] } = reply.repository;
    return {
      ref: repository,
      ...(description === undefined ? {} : { description }),
      upstreams: upstreams.flatMap(({ repositoryName }) => repositoryName ?? []),
      externalConnections: externalConnections.flatMap(({ externalConnectionName }) => externalConnectionName ?? []),
    };
  }

  async createRepository(name: string, description: string): Promise<void> {
    const context = this.#context(name, 'destination');
    const { domain, domainOwner } = this.ref;
    const subject = context.subject('CreateRepository', `create the repository ${name}`);
    await this.#parts.plane
      .call(subject, (client) => client.createRepository({ domain, domainOwner, repository: name, description }))
      .catch((error: unknown) => {
        if (!(error instanceof CodeArtifactError) || error.code !== 'conflict') throw error;
      });
  }

  async originControls(repository: string, pkg: PackageRef): Promise<OriginControls | undefined> {
    const context = this.#context(repository, 'destination');
    const doing = `describe ${formatPackage(pkg)} in ${repository}`;
    const call = this.#parts.plane.call(context.subject('DescribePackage', doing, pkg), (client) =>
      client.describePackage(context.packageInput(pkg)),
    );
    const restrictions = (await unlessAbsent(call, undefined))?.package?.originConfiguration?.restrictions;
    if (restrictions?.publish === undefined || restrictions.upstream === undefined) return undefined;
    return { publish: restrictions.publish, upstream: restrictions.upstream };
  }

  async setOriginControls(repository: string, pkg: PackageRef, controls: OriginControls): Promise<void> {
    const context = this.#context(repository, 'destination');
    const doing = `set the origin controls of ${formatPackage(pkg)} in ${repository}`;
    await this.#parts.plane.call(context.subject('PutPackageOriginConfiguration', doing, pkg), (client) =>
      client.putPackageOriginConfiguration({ ...context.packageInput(pkg), restrictions: { ...controls } }),
    );
  }

  async deletePackage(repository: string, pkg: PackageRef): Promise<void> {
    const context = this.#context(repository, 'destination');
    const doing = `delete ${formatPackage(pkg)} from ${repository}`;
    const call = this.#parts.plane.call(context.subject('DeletePackage', doing, pkg), (client) =>
      client.deletePackage(context.packageInput(pkg)),
    );
    await unlessAbsent(call, undefined);
  }

  endpointCalls(format: PackageRef['format'], repositories: readonly string[]): Readonly<Record<string, number>> {
    const unknown = repositories.filter((repository) => !this.#endpoints.has(`${format} ${repository}`)).length;
    return {
      ...(unknown > 0 ? { GetRepositoryEndpoint: unknown } : {}),
      ...(repositories.length > 0 && !this.#tokens.isFresh ? { GetAuthorizationToken: 1 } : {}),
    };
  }

  async openEndpoints(format: PackageRef['format'], repositories: readonly string[]): Promise<void> {
    if (format === 'generic' || repositories.length === 0) return;
    const urls = repositories.map((name) => this.#endpointUrl(this.#context(name, 'destination'), format));
    await Promise.allSettled([this.#tokens.token(), ...urls]);
  }

  reader(repository: string): RepositoryReader {
    return this.#registry(repository, 'source');
  }

  writer(repository: string): RepositoryWriter {
    return this.#registry(repository, 'destination');
  }

  #registry(name: string, side: Side): CodeArtifactRegistry {
    const { runner, home } = this.#parts;
    const context = this.#context(name, side);
    const npm = new NpmEndpoint(this.#endpoint(context, 'npm', bearer));
    const pypi = new PypiEndpoint(this.#endpoint(context, 'pypi', asPassword));
    return new CodeArtifactRegistry({ context, runner, npm, pypi, countsUploads: name !== home });
  }

  #endpoint(context: RepositoryContext, format: 'npm' | 'pypi', scheme: (token: string) => string): PackageEndpoint {
    const { runner, transport } = this.#parts;
    return new PackageEndpoint({
      name: context.repository.repository,
      base: () => this.#endpointUrl(context, format),
      authorization: this.#authorization(scheme),
      transport,
      runner,
      side: context.side,
      coordinates: context.subject('', '').coordinates,
    });
  }

  #context(name: string, side: Side): RepositoryContext {
    const repository: RepositoryRef = { ...this.ref, repository: name };
    return new RepositoryContext(repository, name === this.#parts.home ? 'home' : side, this.#parts.plane);
  }

  #endpointUrl(context: RepositoryContext, format: 'npm' | 'pypi'): Promise<URL> {
    const { domain, domainOwner, repository } = context.repository;
    const key = `${format} ${repository}`;
    const known = this.#endpoints.get(key);
    if (known !== undefined) return known;
    const subject = context.subject('GetRepositoryEndpoint', `find the ${format} endpoint of ${repository}`);
    const found = this.#parts.plane
      .call(subject, (client) => client.getRepositoryEndpoint({ domain, domainOwner, repository, format }))
      .then(({ repositoryEndpoint = '' }) => new URL(repositoryEndpoint.replace(/\/*$/, '/')));
    this.#endpoints.set(key, found);
    // A failure is not an answer to keep.
    found.catch(() => this.#endpoints.delete(key));
    return found;
  }

  #authorization(scheme: (token: string) => string): Authorization {
    return {
      header: async () => scheme(await this.#tokens.token()),
      refused: (header) => {
        this.#tokens.refuse((token) => scheme(token) === header);
        return true;
      },
      mayHaveEnded: () => this.#tokens.ageMs() > TOKEN_TRUSTED_MS,
      next: 'Check the repository, and that these credentials may get a token and use it there.',
    };
  }

  async #fetchToken(): Promise<{ readonly value: string; readonly expiresAt: Date }> {
    const { domain, domainOwner } = this.ref;
    const doing = `get an authorization token for the domain ${domain}`;
    const subject = {
      operation: 'GetAuthorizationToken',
      doing,
      side: 'local',
      coordinates: { domain, domainOwner },
    } as const;
    const reply = await this.#parts.plane.call(subject, (client) =>
      client.getAuthorizationToken({ domain, domainOwner, durationSeconds: TOKEN_SECONDS }),
    );
    const value = reply.authorizationToken;
    if (value === undefined) throw new CodeArtifactError('unexpected-reply', `cannot ${doing}: none came`);
    const expiresAt = reply.expiration ?? new Date(this.clock.now().getTime() + TOKEN_SECONDS * 1000);
    return { value, expiresAt };
  }
}

function asPassword(token: string): string {
  return basic('aws', token);
}

/** As npm sends its `_authToken`. */
function bearer(token: string): string {
  return `Bearer ${token}`;
}

function isNotFound(error: unknown): error is CodeArtifactError {
  return error instanceof CodeArtifactError && error.code === 'not-found';
}
