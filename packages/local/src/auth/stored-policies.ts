import { readPolicy } from '../model/policies.ts';
import type { Identity } from '../services.ts';
import type { MetadataStore } from '../storage/metadata.ts';
import { recall } from '../storage/recall.ts';
import type { AccessQuestion, PolicyHook } from './policy.ts';
import { evaluatePolicy, parsePolicy } from './policy-document.ts';
import { listPrincipals, userArn } from './principals.ts';

/** Setting a policy is not bound by the policy that it replaces, so that nobody locks themselves out (API reference). */
const ignoreResourcePolicy = ['codeartifact:PutDomainPermissionsPolicy', 'codeartifact:PutRepositoryPermissionsPolicy'];

/**
 * Evaluates identity policies and the policies of the domain and the repository that a resource is in, as IAM does within one account:
 * an explicit Deny wins, an Allow of either is enough. The administrator's identity policy allows all.
 */
export function storedPolicies(store: MetadataStore, identity: Identity): PolicyHook {
  const administrator = userArn(identity, 'administrator');

  const identityPolicy = async (arn: string): Promise<string | undefined> => {
    const principals = await listPrincipals(store);
    return principals.find((principal) => principal.arn === arn)?.policy;
  };

  return {
    allows: (question) => {
      const { action, principal, resource } = question;
      return recall(store, `allows ${principal} ${action} ${resource}`, () => evaluate(question), 'settings');
    },
  };

  async function evaluate(question: AccessQuestion): Promise<boolean> {
    const full = { ...question, account: identity.account };
    const effects: (string | undefined)[] = [];
    if (question.principal === administrator) effects.push('Allow');
    else {
      const policy = await identityPolicy(question.principal);
      effects.push(policy === undefined ? undefined : evaluatePolicy(parsePolicy(policy), full));
    }
    if (!ignoreResourcePolicy.includes(question.action)) {
      for (const text of await resourcePolicies(store, question)) effects.push(evaluatePolicy(parsePolicy(text), full));
    }
    return effects.includes('Allow') && !effects.includes('Deny');
  }
}

/** The policies that lie on the way to the resource: its domain's, or its repository's. */
async function resourcePolicies(store: MetadataStore, { resource }: AccessQuestion): Promise<readonly string[]> {
  const [, start, type, domain, repository] =
    /^(arn:[^:]+:codeartifact:[^:]*:\d+):(domain|repository|package|package-group)\/([^/]+)(?:\/([^/]+))?/u.exec(
      resource,
    ) ?? [];
  if (!start || !domain) return [];
  const onRepository = (type === 'repository' || type === 'package') && repository !== undefined;
  const holder = onRepository ? `${start}:repository/${domain}/${repository}` : `${start}:domain/${domain}`;
  const policy = await store.transact((m) => readPolicy(m, holder));
  return policy ? [policy.document] : [];
}
