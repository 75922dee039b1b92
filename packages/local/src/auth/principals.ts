import type { Identity } from '../services.ts';
import type { MetadataStore } from '../storage/metadata.ts';
import { newKeys } from '../data-folder/credentials.ts';
import { parsePolicy } from './policy-document.ts';

const kind = 'principal';

/** A caller besides the administrator: its keys and its identity policy. */
export interface Principal {
  readonly name: string;
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly policy: string;
}

/** Makes a principal, or gives one of that name another policy and other keys. Throws RangeError for a name or policy that cannot be. */
export async function addPrincipal(
  store: MetadataStore,
  identity: Pick<Identity, 'partition' | 'account'>,
  name: string,
  policy: string,
): Promise<Principal> {
  if (!/^[\w+=,.@-]{1,64}$/u.test(name) || name === 'administrator')
    throw new RangeError(`'${name}' is no principal's name`);
  parsePolicy(policy);
  const principal = { name, arn: userArn(identity, name), policy, ...newKeys() };
  await store.transact((m) => m.documents.set(kind, name, JSON.stringify(principal)));
  return principal;
}

/** By name. */
export async function listPrincipals(store: MetadataStore): Promise<readonly Principal[]> {
  const rows = await store.transact((m) => m.documents.list(kind, '', { limit: Number.MAX_SAFE_INTEGER }));
  return rows.map((row) => JSON.parse(row.value));
}

/** Harmless when there is none. Tokens that it was given stay good until they end, and allow nothing. */
export async function removePrincipal(store: MetadataStore, name: string): Promise<void> {
  await store.transact((m) => m.documents.remove(kind, name));
}

export function userArn({ partition, account }: Pick<Identity, 'partition' | 'account'>, name: string): string {
  return `arn:${partition}:iam::${account}:user/${name}`;
}
