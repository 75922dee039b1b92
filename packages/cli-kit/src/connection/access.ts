import type { DomainAccess } from '@buildset/codeartifact';
import type { Environment } from '../environment.ts';
import { connectOptionsOf } from './codeartifact.ts';
import type { ConnectionSettings } from './connection.ts';

/** Makes the access to a domain: its tokens and the addresses of its repositories. */
export type AccessConnector = (
  settings: ConnectionSettings,
  scope: { readonly environment: Environment; readonly signal: AbortSignal },
) => Promise<DomainAccess>;

/** Over CodeArtifact; what that needs is loaded only now. */
export const accessCodeArtifact: AccessConnector = async (settings, scope) => {
  const [{ connectAccess }, { Meter }] = await Promise.all([
    import('@buildset/codeartifact'),
    import('@buildset/core'),
  ]);
  return connectAccess(connectOptionsOf(settings, scope, new Meter()));
};
