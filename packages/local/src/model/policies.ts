import type { Metadata } from '../storage/metadata.ts';

const kind = 'policy';

export interface StoredPolicy {
  readonly document: string;
  readonly revision: string;
}

export async function readPolicy(m: Metadata, arn: string): Promise<StoredPolicy | undefined> {
  const text = await m.documents.get(kind, arn);
  return text === undefined ? undefined : JSON.parse(text);
}

export async function writePolicy(m: Metadata, arn: string, policy: StoredPolicy): Promise<void> {
  await m.documents.set(kind, arn, JSON.stringify(policy));
}

export async function removePolicy(m: Metadata, arn: string): Promise<void> {
  await m.documents.remove(kind, arn);
}
