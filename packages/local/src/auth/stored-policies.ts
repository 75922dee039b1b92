import type { Clock } from '../clock.ts';
import { readPolicy } from '../model/policies.ts';
import type { Identity } from '../services.ts';
import type { MetadataStore } from '../storage/metadata.ts';
import { recall } from '../storage/recall.ts';
import type { AccessQuestion, PolicyHook } from './policy.ts';
import { evaluatePolicy, parsePolicy, type PolicyDocument } from './policy-document.ts';
import { listPrincipals, userArn } from './principals.ts';

/** Setting a policy is not bound by the policy that it replaces, so that nobody locks themselves out (API reference). */
const ignoreResourcePolicy = ['codeartifact:PutDomainPermissionsPolicy', 'codeartifact:PutRepositoryPermissionsPolicy'];

/**
 * Evaluates identity policies and the policies of the domain and the repository that a resource is in, as IAM does within one account:
 * an explicit Deny wins, an Allow of either is enough. The administrator's identity policy allows all.
 */
export function storedPolicies(store: MetadataStore, identity: Identity, clock: Pick<Clock, 'now'>): PolicyHook {
  const administrator = userArn(identity, 'administrator');

  return {
    allows: async (question) => {
      const asked = { ...question, account: identity.account, now: clock.now() };
      const effects = (await policiesFor(question)).map((policy) => evaluatePolicy(policy, asked));
      const isGranted = question.principal === administrator || effects.includes('Allow');
      return isGranted && !effects.includes('Deny');
    },
  };

  function policiesFor({ action, principal, resource }: AccessQuestion): Promise<readonly PolicyDocument[]> {
    const holder = ignoreResourcePolicy.includes(action) ? undefined : policyHolder(resource);
    return recall(store, `policies ${principal} ${holder ?? ''}`, () => readPolicies(principal, holder), 'settings');
  }

  async function readPolicies(principal: string, holder: string | undefined): Promise<readonly PolicyDocument[]> {
    const own = (await listPrincipals(store)).find(({ arn }) => arn === principal)?.policy;
    const resource = holder === undefined ? undefined : await store.transact((m) => readPolicy(m, holder));
    return [own, resource?.document].flatMap((text) => (text === undefined ? [] : [parsePolicy(text)]));
  }
}

/** Whose policy lies on the way to the resource: its domain or its repository. */
function policyHolder(resource: string): string | undefined {
  const [, start, type, domain, repository] =
    /^(arn:[^:]+:codeartifact:[^:]*:\d+):(domain|repository|package|package-group)\/([^/]+)(?:\/([^/]+))?/u.exec(
      resource,
    ) ?? [];
  if (!start || !domain) return undefined;
  const isInRepository = (type === 'repository' || type === 'package') && repository !== undefined;
  return isInRepository ? `${start}:repository/${domain}/${repository}` : `${start}:domain/${domain}`;
}
