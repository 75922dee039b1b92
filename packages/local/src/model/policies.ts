import { randomBytes } from 'node:crypto';
import { parsePolicy } from '../auth/policy-document.ts';
import { conflict, invalid, notFound, type ResourceType } from '../errors.ts';
import type { Metadata } from '../storage/metadata.ts';

const kind = 'policy';

/** The domain or repository that a policy is on. */
export interface PolicyHolder {
  readonly arn: string;
  readonly type: Extract<ResourceType, 'domain' | 'repository'>;
  readonly name: string;
}

interface StoredPolicy {
  readonly document: string;
  readonly revision: string;
}

/** Throws ResourceNotFoundException when there is none. */
export async function getPolicy(m: Metadata, holder: PolicyHolder) {
  return shown(holder, await locatePolicy(m, holder));
}

/** Replaces the policy. Throws ConflictException when `revision` is given and is not the current one. */
export async function putPolicy(m: Metadata, holder: PolicyHolder, document: string, revision: string | undefined) {
  checkDocument(document);
  checkEvaluable(document);
  checkRevision(holder, await readPolicy(m, holder.arn), revision);
  const policy = { document, revision: randomBytes(32).toString('base64') };
  await m.documents.set(kind, holder.arn, JSON.stringify(policy));
  return shown(holder, policy);
}

export async function deletePolicy(m: Metadata, holder: PolicyHolder, revision: string | undefined) {
  const policy = await locatePolicy(m, holder);
  checkRevision(holder, policy, revision);
  await removePolicy(m, holder.arn);
  return shown(holder, policy);
}

export async function readPolicy(m: Metadata, arn: string): Promise<StoredPolicy | undefined> {
  const text = await m.documents.get(kind, arn);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Forgets it, with its resource. */
export async function removePolicy(m: Metadata, arn: string): Promise<void> {
  await m.documents.remove(kind, arn);
}

async function locatePolicy(m: Metadata, { arn, type, name }: PolicyHolder): Promise<StoredPolicy> {
  const policy = await readPolicy(m, arn);
  if (!policy) throw notFound(`There is no permissions policy on ${type} ${name}`, type, name);
  return policy;
}

function shown({ arn }: PolicyHolder, { document, revision }: StoredPolicy) {
  return { resourceArn: arn, document, revision };
}

function checkRevision(
  { type, name }: PolicyHolder,
  current: StoredPolicy | undefined,
  given: string | undefined,
): void {
  if (given === undefined || given === current?.revision) return;
  throw conflict(`The policy of ${type} ${name} has another revision than ${given}`, type, name);
}

/** What a resource policy must have at the least (IAM reference, "JSON policy elements"). */
function checkDocument(text: string): void {
  const statements = statementsOf(text);
  if (statements.length > 0 && statements.every(isComplete)) return;
  throw invalid('The policy document needs statements with Effect, Principal, Action and Resource');
}

function isComplete(statement: unknown): boolean {
  return (
    typeof statement === 'object' &&
    statement !== null &&
    'Effect' in statement &&
    ['Allow', 'Deny'].includes(String(statement.Effect)) &&
    ('Principal' in statement || 'NotPrincipal' in statement) &&
    ('Action' in statement || 'NotAction' in statement) &&
    ('Resource' in statement || 'NotResource' in statement)
  );
}

/** Better refused here than evaluated wrongly. */
function checkEvaluable(document: string): void {
  try {
    parsePolicy(document);
  } catch (error) {
    throw invalid(error instanceof RangeError ? error.message : 'The policy document cannot be read');
  }
}

function statementsOf(text: string): readonly unknown[] {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document !== 'object' || document === null || !('Statement' in document)) return [];
    return Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  } catch {
    throw invalid('The policy document is not JSON', 'CANNOT_PARSE');
  }
}
