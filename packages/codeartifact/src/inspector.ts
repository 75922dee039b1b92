import type { Codeartifact, PackageGroupSummary } from '@aws-sdk/client-codeartifact';
import {
  type Caller,
  type Domain,
  type DomainInspector,
  type Format,
  hasCode,
  type PackageRef,
  type PublishRule,
} from '@buildset/core';
import { callerOf } from './caller.ts';
import { CodeArtifactError } from './codeartifact-error.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Transport } from './http/transport.ts';
import type { RequestRunner } from './request-runner.ts';
import type { RequestSubject } from './request-subject.ts';

/** How long STS may take at most to say who the caller is, where nothing depends on it. */
const PATIENCE_MS = 2_000;
/** The shortest life that a token may be asked for. */
const TOKEN_SECONDS = 900;

/** What an administrator sees of a domain of CodeArtifact. */
export class CodeArtifactInspector implements DomainInspector {
  readonly #ref: Domain['ref'];
  readonly #plane: ControlPlane;
  readonly #transport: Transport;
  readonly #runner: RequestRunner;

  constructor(ref: Domain['ref'], plane: ControlPlane, transport: Transport, runner: RequestRunner) {
    this.#ref = ref;
    this.#plane = plane;
    this.#transport = transport;
    this.#runner = runner;
  }

  caller(): Promise<Caller> {
    return this.#plane.call(this.#aboutCaller(), (client) => this.#askCaller(client));
  }

  async principal(): Promise<string | undefined> {
    const ask = (client: Codeartifact) =>
      this.#askCaller(client, AbortSignal.timeout(PATIENCE_MS)).then(
        ({ arn }) => arn,
        () => undefined,
      );
    return await this.#plane.call(this.#aboutCaller(), ask).catch(() => undefined);
  }

  async tokenExpiry(): Promise<Date> {
    const reply = await this.#call('GetAuthorizationToken', 'get an authorization token', (client) =>
      client.getAuthorizationToken({ ...this.#domain, durationSeconds: TOKEN_SECONDS }),
    );
    if (reply.expiration) return reply.expiration;
    throw new CodeArtifactError('unexpected-reply', 'the token says nothing of its end');
  }

  async repositories(): Promise<readonly string[]> {
    const repositories = await allPages(async (page) => {
      const reply = await this.#call('ListRepositoriesInDomain', 'list the repositories', (client) =>
        client.listRepositoriesInDomain({ ...this.#domain, ...page }),
      );
      return { items: reply.repositories, nextToken: reply.nextToken };
    });
    return repositories.flatMap(({ name }) => name ?? []).sort();
  }

  async endpoint(repository: string, format: Format): Promise<string> {
    const doing = `find the ${format} endpoint of ${repository}`;
    const reply = await this.#call('GetRepositoryEndpoint', doing, (client) =>
      client.getRepositoryEndpoint({ ...this.#domain, repository, format }),
    );
    return reply.repositoryEndpoint ?? '';
  }

  async publishRules(): Promise<readonly PublishRule[]> {
    const groups = await allPages(async (page) => {
      const reply = await this.#call('ListPackageGroups', 'list the package groups', (client) =>
        client.listPackageGroups({ ...this.#domain, ...page }),
      );
      return { items: reply.packageGroups, nextToken: reply.nextToken };
    });
    const restricting = groups.filter((group) => modeOf(group) !== 'ALLOW');
    return await Promise.all(restricting.map((group) => this.#ruleOf(group)));
  }

  async publishRuleOf({ format, name, namespace }: PackageRef): Promise<PublishRule | undefined> {
    const pkg = { format, package: name, ...(namespace === undefined ? {} : { namespace }) };
    const reply = await this.#call('GetAssociatedPackageGroup', `find the package group of ${name}`, (client) =>
      client.getAssociatedPackageGroup({ ...this.#domain, ...pkg }),
    );
    return reply.packageGroup && (await this.#ruleOf(reply.packageGroup));
  }

  /** That no policy is set is told as that none was found. */
  async repositoryPolicy(repository: string): Promise<string | undefined> {
    const call = this.#call('GetRepositoryPermissionsPolicy', `read the policy of ${repository}`, (client) =>
      client.getRepositoryPermissionsPolicy({ ...this.#domain, repository }),
    );
    const reply = await call.catch((error: unknown) => {
      if (hasCode(error, 'not-found')) return undefined;
      throw error;
    });
    return reply?.policy?.document;
  }

  get #domain() {
    const { domain, domainOwner } = this.#ref;
    return { domain, domainOwner };
  }

  async #ruleOf(group: PackageGroupSummary): Promise<PublishRule> {
    const pattern = group.pattern ?? '/*';
    const mode = modeOf(group);
    const decidedBy = group.originConfiguration?.restrictions?.PUBLISH?.inheritedFrom?.pattern ?? pattern;
    const allowed = mode === 'ALLOW_SPECIFIC_REPOSITORIES' ? await this.#allowedBy(decidedBy) : [];
    return { pattern, decidedBy, mode, allowed };
  }

  #allowedBy(packageGroup: string): Promise<string[]> {
    return allPages(async (page) => {
      const doing = `see which repositories may publish ${packageGroup}`;
      const asked = { ...this.#domain, packageGroup, originRestrictionType: 'PUBLISH', ...page } as const;
      const reply = await this.#call('ListAllowedRepositoriesForGroup', doing, (client) =>
        client.listAllowedRepositoriesForGroup(asked),
      );
      return { items: reply.allowedRepositories, nextToken: reply.nextToken };
    });
  }

  #aboutCaller(): RequestSubject {
    return { ...this.#subject('GetCallerIdentity', 'find out whose credentials these are'), side: 'local' };
  }

  #askCaller(client: Codeartifact, signal?: AbortSignal): Promise<Caller> {
    return callerOf(client, this.#transport, this.#runner, this.#plane.origin, signal);
  }

  #call<Output>(operation: string, doing: string, send: (client: Codeartifact) => Promise<Output>): Promise<Output> {
    return this.#plane.call(this.#subject(operation, doing), send);
  }

  #subject(operation: string, doing: string): RequestSubject {
    return { operation, doing, side: 'source', coordinates: this.#domain };
  }
}

/** The items of every page. */
async function allPages<Item>(
  read: (page: { readonly nextToken?: string }) => Promise<{
    readonly items: readonly Item[] | undefined;
    readonly nextToken: string | undefined;
  }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let page = await read({});
  all.push(...(page.items ?? []));
  while (page.nextToken !== undefined) {
    page = await read({ nextToken: page.nextToken });
    all.push(...(page.items ?? []));
  }
  return all;
}

function modeOf({ originConfiguration }: PackageGroupSummary): PublishRule['mode'] {
  const { effectiveMode, mode } = originConfiguration?.restrictions?.PUBLISH ?? {};
  const found = effectiveMode ?? mode;
  return found === 'BLOCK' || found === 'ALLOW_SPECIFIC_REPOSITORIES' ? found : 'ALLOW';
}
