import type { Assumptions } from './assumptions.ts';
import type { Clock } from './clock.ts';
import type { EventLog } from './events.ts';
import type { Limits } from './limits.ts';
import type { PageTokens } from './model/page-tokens.ts';
import type { TokenIssuer } from './auth/tokens.ts';
import type { PublicSource } from './public/public-source.ts';
import type { PackageFormat } from './storage/records.ts';
import type { AssetHashes } from './storage/asset-hashes.ts';
import type { BlobStore } from './storage/blobs.ts';
import type { MetadataStore } from './storage/metadata.ts';

/** The account and region that this server plays. */
export interface Identity {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Everything an operation may use; each takes the part it needs. */
export interface Services {
  readonly identity: Identity;
  readonly store: MetadataStore;
  readonly blobs: BlobStore;
  readonly hashes: AssetHashes;
  readonly tokens: TokenIssuer;
  readonly pages: PageTokens;
  readonly events: EventLog;
  readonly assumptions: Assumptions;
  readonly limits: Limits;
  /** What external connections lead to, by format; without one they lead nowhere. */
  readonly publicSources: ReadonlyMap<PackageFormat, PublicSource>;
  /** Milliseconds since the epoch, as `clock` says. */
  readonly now: () => number;
  readonly clock: Clock;
}

/** Who asks, as a policy sees them, and how they reached the server. */
export interface Caller {
  readonly principal: string;
  /** What the caller put in front of the path, such as `http://127.0.0.1:4590`; endpoint addresses begin with it. */
  readonly baseUrl: string;
}
