import type { Reply } from '../http/reply.ts';
import type { Request } from '../http/request.ts';
import type { Services } from '../services.ts';
import type { Metadata } from '../storage/metadata.ts';
import type { RepositoryRecord } from '../storage/records.ts';
import type { EndpointAddress } from './address.ts';

/** A request of a package manager, authenticated, to a repository that exists. */
export interface EndpointCall {
  readonly services: Services;
  readonly request: Request;
  readonly address: EndpointAddress;
  /** The path after the repository, decoded and split. */
  readonly segments: readonly string[];
  /** Throws AccessDeniedException unless the policies let the caller do `action` on the package, or on the repository. */
  readonly authorise: (action: string, resource?: string) => Promise<void>;
  /** The repository as it is in that transaction. */
  readonly repository: (m: Metadata) => Promise<RepositoryRecord>;
}

export type Endpoint = (call: EndpointCall) => Promise<Reply>;
