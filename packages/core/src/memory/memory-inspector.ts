import type { Format, PackageRef } from '../coordinates.ts';
import type { Meter } from '../meter.ts';
import type { Caller, DomainInspector, PublishRule } from '../ports/inspector.ts';
import type { MemoryDomain } from './memory-domain.ts';

/** What a domain in memory shows to who inspects it: what was put into it. */
export class MemoryInspector implements DomainInspector {
  identity: Caller = { arn: 'arn:aws:iam::000000000000:user/administrator', account: '000000000000' };
  tokenExpiresAt: Date;
  rules: readonly PublishRule[] = [];
  /** By repository. */
  readonly policies = new Map<string, string>();

  readonly #domain: MemoryDomain;
  readonly #meter: Meter | undefined;

  /** `meter` counts the questions about the caller. */
  constructor(domain: MemoryDomain, meter?: Meter) {
    this.#domain = domain;
    this.#meter = meter;
    this.tokenExpiresAt = new Date(domain.clock.now().getTime() + 3_600_000);
  }

  async caller(): Promise<Caller> {
    this.#meter?.request('GetCallerIdentity', 'read');
    return this.identity;
  }

  async principal(): Promise<string | undefined> {
    return (await this.caller()).arn;
  }

  async tokenExpiry(): Promise<Date> {
    return this.tokenExpiresAt;
  }

  async repositories(): Promise<readonly string[]> {
    return this.#domain.repositories.toSorted();
  }

  async endpoint(repository: string, format: Format): Promise<string> {
    return `https://${repository}.example.com/${format}/`;
  }

  async publishRules(): Promise<readonly PublishRule[]> {
    return this.rules.filter(({ mode }) => mode !== 'ALLOW');
  }

  /** The first rule whose pattern begins as the package's own does. */
  async publishRuleOf({ format, name, namespace = '' }: PackageRef): Promise<PublishRule | undefined> {
    const path = `/${format}/${namespace}/${name}`;
    return this.rules.find(({ pattern }) => path.startsWith(pattern.replace(/[*$~]$/, '')));
  }

  async repositoryPolicy(repository: string): Promise<string | undefined> {
    return this.policies.get(repository);
  }
}
