import { type ConnectionFlags, type Context, EXIT, type ExitCode, usageError } from '@buildset/cli-kit';
import { FORMATS } from '../formats.ts';
import {
  identityPolicy,
  MAX_IDENTITY,
  onlyWriters,
  type PolicyDocument,
  resourcePolicies,
  type ScopedGrants,
  sizeOf,
} from './document.ts';
import { EXTRAS, grantsOf, type Role, ROLES } from './roles.ts';
import { domainScopes, type DomainScope } from './scope.ts';

interface PolicyFlags extends ConnectionFlags {
  readonly role: string;
  readonly identity?: boolean | undefined;
  readonly repositoryPolicy?: boolean | undefined;
  readonly onlyWriters?: boolean | undefined;
  readonly principal?: readonly (string | number)[] | undefined;
  readonly repository?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly also?: readonly string[] | undefined;
  readonly upstream?: readonly (string | number)[] | undefined;
}

/** Characters of a policy of CodeArtifact. Source: the service model, PolicyDocument. */
const MAX_RESOURCE = 7168;

/** A policy, and what it is to be set on. */
interface Printed {
  readonly domain: string;
  /** `domain`, or the repository's name; undefined of an identity policy. */
  readonly on?: string;
  readonly document: PolicyDocument;
}

/** Prints policies: one as it is to be handed to AWS, several as an object of them. */
export async function runPolicy(args: PolicyFlags, context: Context): Promise<ExitCode> {
  const role = roleOf(args);
  const formats = FORMATS.names.filter((format) => args.format === undefined || args.format.includes(format));
  const upstreams = (args.upstream ?? []).map(String);
  const extras = new Set(EXTRAS.filter((extra) => args.also?.includes(extra)));
  const scopes = await domainScopes(args, { formats, upstreams }, context);
  const scoped = scopes.map((scope) => ({ scope, grants: grantsOf(role, scope, extras) }));
  const printed = printedOf(args, role, scoped);
  for (const { document, on } of printed) warnOfSize(document, on, context);
  const [only, ...others] = printed;
  if (!only) throw usageError(`There is nothing to print${args.repository ? ` for ${args.repository}` : ''}.`);
  const object = Object.fromEntries(printed.map(({ document, domain, on }) => [`${domain}/${on}`, document]));
  const text = JSON.stringify(others.length === 0 ? only.document : object, undefined, 2);
  const policies = printed.map(({ document, domain, on }) => ({ domain, on: on ?? null, document }));
  context.output.result(text.split('\n'), { schemaVersion: 1, role, policies });
  return EXIT.done;
}

function roleOf({ identity, onlyWriters: lock, principal, repository, repositoryPolicy, role }: PolicyFlags): Role {
  const known = ROLES.find((one) => one === role);
  if (!known) throw usageError(`There is no role "${role}".`, `Roles are ${ROLES.join(', ')}.`);
  const given = [identity, lock, repositoryPolicy].filter(Boolean).length;
  if (given > 1) throw usageError('--identity, --repository-policy and --only-writers exclude each other.');
  const isOfResource = lock === true || repositoryPolicy === true;
  if (isOfResource && principal === undefined) {
    throw usageError('A policy of a repository says whom it is for.', 'Give --principal ARN.');
  }
  if (!isOfResource && (principal !== undefined || repository !== undefined)) {
    throw usageError('--principal and --repository belong to --repository-policy and --only-writers.');
  }
  return known;
}

function printedOf(args: PolicyFlags, role: Role, scoped: readonly ScopedGrants[]): Printed[] {
  const principals = (args.principal ?? []).map(String);
  const isWanted = ({ on }: Printed): boolean => args.repository === undefined || args.repository === on;
  if (args.onlyWriters === true) {
    const lock = args.repository === undefined ? (scope: DomainScope) => lockedBy(role, scope) : everyRepository;
    const locked = scoped.flatMap(({ scope }) => lock(scope).map((on) => ({ scope, on })));
    const document = onlyWriters(principals);
    return locked.map(({ on, scope }) => ({ domain: scope.label, on, document })).filter(isWanted);
  }
  if (args.repositoryPolicy === true) {
    const policies = scoped.flatMap((one) =>
      [...resourcePolicies(one, principals)].map(([on, document]) => ({ domain: one.scope.label, on, document })),
    );
    return policies.filter(isWanted);
  }
  return [{ domain: scoped[0]?.scope.label ?? '', document: identityPolicy(scoped) }];
}

/** For who names the repository that is to be locked. */
function everyRepository({ home, stages, transit }: DomainScope): string[] {
  return [...new Set([home, transit, ...stages.map(({ repository }) => repository)])];
}

/** The repositories that a role alone writes to. */
function lockedBy(role: Role, { stages, transit }: DomainScope): string[] {
  if (role === 'promoter') {
    return [...stages.filter(({ isDestination }) => isDestination).map(({ repository }) => repository), transit];
  }
  if (role === 'ci') return stages.filter(({ isEntry }) => isEntry).map(({ repository }) => repository);
  return [];
}

function warnOfSize(document: PolicyDocument, on: string | undefined, { output }: Context): void {
  const size = sizeOf(document);
  const [most, what] =
    on === undefined ? [MAX_IDENTITY, 'a managed policy of IAM'] : [MAX_RESOURCE, `a policy of ${on}`];
  if (size <= most) return;
  output.warn(`The policy has ${size} characters, and ${what} at most ${most}: name the formats in use with --format.`);
}
