import type { BuildSet, SetEntry } from '../build-set.ts';
import type { BuildTag } from '../build-tag.ts';
import type { SetDigest } from '../set-digest.ts';
import type { VersionRef } from '../coordinates.ts';
import type { RefusalErrorCode } from '../error-code.ts';
import type { Home } from '../home/home.ts';
import type { Heads } from '../log/heads.ts';
import type { Origin } from '../log/lineage.ts';
import type { Meter, MeterReading } from '../meter.ts';
import type { Domain, OriginControls } from '../ports/domain.ts';
import type { Asset, FormField, RepositoryReader } from '../ports/registry.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Spool } from '../ports/spool.ts';
import type { Forecast } from './forecast.ts';
import type { HoldChange } from './hold.ts';
import type { PlanFacts } from './plan-file.ts';
import type { Sha256 } from '../sha256.ts';
import type { ServiceAnswers } from './service-answers.ts';

/** Which build of a version is meant. */
export type Selector =
  | { readonly by: 'build'; readonly tag: BuildTag }
  /** Exactly these assets of the source. */
  | { readonly by: 'files'; readonly names: readonly string[] }
  /** The digest, or at least its first twelve hexadecimal digits. */
  | { readonly by: 'set'; readonly digest: string }
  /** The build of the highest tag; one without a record only when it has exactly `expect` assets. */
  | { readonly by: 'last'; readonly expect?: number }
  /** The build of the highest tag that meets the gates. */
  | { readonly by: 'last-passed' };

export interface PromotionRequest {
  readonly ref: VersionRef;
  readonly selector: Selector;
  /** Repository names in the domains of the ports. */
  readonly from: string;
  readonly to: string;
  /**
   * The source gets builds by promotion only: one that was attached to it and never came there is not in it. Default false: of
   * formats of which a version holds one build, it is.
   */
  readonly isSourceOrdered?: boolean;
  /** The destination's version shall hold this set and nothing else. Default false. */
  readonly exclusive?: boolean;
  /**
   * Promote the build's files without the build in them, as a set of their own and as the version's only one. Replacing what
   * the version holds needs `exclusive` or `replace`. Default false.
   */
  readonly strip?: boolean;
  /** May replace what the destination holds under the same names. Default false. */
  readonly replace?: boolean;
  /** Add the set although installers will not take it. Default false. */
  readonly addAnyway?: boolean;
  /** Promote although the source is reachable as an upstream of the destination. Default false. */
  readonly allowUpstream?: boolean;
  /**
   * Without the transit, publish into the destination although installers may meanwhile find a part of the build. Default
   * false: only what is one change for them is published there.
   */
  readonly allowPartial?: boolean;
  /** npm: what becomes of the destination's dist-tags. Default: `latest` moves forward. */
  readonly tags?: TagPolicy;
  /** npm: the version stays deprecated, as it is in the destination. Default false: a new build is not deprecated. */
  readonly keepDeprecation?: boolean;
  /** What the destination asks for before it takes a set. Default: nothing. */
  readonly gates?: Gates;
  /** What the package is to have in the destination; looked at afterwards, and warned of. Default: not looked at. */
  readonly originControls?: OriginControls;
  /** Promote although gates are not met or a hold stands; recorded with who and why. */
  readonly override?: string;
  /** Plan only. Default false. */
  readonly dryRun?: boolean;
  /** How many assets a version may have there; it is warned from 80 % on. Default 150, AWS's default quota. */
  readonly assetCap?: number;
  /** The set that the selection meant when it was planned: no other is promoted, whatever it means now. */
  readonly pinned?: SetDigest;
  /** The plan that is applied: it is refused when what the plan was made of has changed. */
  readonly planned?: PlanFacts;
  /** The release that it is a part of, for the log. */
  readonly release?: string;
}

/**
 * What a promotion does to dist-tags. Tags that point at the version already stay, tags of other versions too.
 *
 * - `default`: `latest` points at the version when it is later (semver) than what `latest` points at, or when nothing has
 *   the tag yet. A prerelease takes `latest` from prereleases only.
 * - `set`: these and no others. One that would go back to an earlier version is refused, unless `mayGoBack`.
 * - `keep`: none moves.
 */
export type TagPolicy =
  | { readonly move: 'default' }
  | { readonly move: 'keep' }
  | { readonly move: 'set'; readonly names: readonly string[]; readonly mayGoBack?: boolean };

/** What a stage asks for before it takes a set. */
export interface Gates {
  /** The stage's name, which approvals name. */
  readonly stage: string;
  /** Repositories that it may be promoted from. Default: any. */
  readonly from?: readonly string[];
  /** Checks whose latest verdict must be passed or warned, for every asset. */
  readonly checks?: readonly string[];
  /** How many different people must have approved. Default 0. */
  readonly approvals?: number;
  /** How long the set must have been in the source since its promotion there, in milliseconds. Default 0. */
  readonly soakMs?: number;
}

export interface PromotionPorts {
  readonly source: Domain;
  readonly destination: Domain;
  /** The destination domain's home. */
  readonly home: Home;
  /**
   * The home of the source's domain, where that is another one: what it knows of the source's builds is read there. Its
   * records are adopted into `home`.
   */
  readonly sourceHome?: Home;
  /** Homes in which verdicts and approvals are looked for. Default: `sourceHome` and `home`. */
  readonly gateHomes?: readonly RepositoryReader[];
  /** What a set is held against beside the gates, before anything is written. Default: nothing. */
  readonly check?: SetCheck;
  readonly format: FormatAdapter;
  readonly spool: Spool;
  readonly meter: Meter;
  /** What is known of the service where AWS documents nothing; asked only when a plan depends on it. */
  readonly answers: () => Promise<ServiceAnswers>;
}

/** A set that is to be promoted: the build itself where the promotion strips it. */
export interface CheckedSet {
  readonly set: BuildSet;
  /** pypi: an asset's upload fields, as noted, else as read from the file. */
  fieldsOf(entry: SetEntry): Promise<readonly FormField[]>;
  /** An asset's bytes, verified by their digest. Throws `content-missing`. */
  open(entry: SetEntry): Promise<AsyncIterable<Uint8Array>>;
}

/** Something that stands against a promotion and that no reason overrides. */
export interface Objection {
  readonly code: RefusalErrorCode;
  readonly message: string;
  readonly next?: string;
}

/** Looks at a set that may be promoted. Reads only; called again when a promotion plans anew. */
export type SetCheck = (set: CheckedSet) => Promise<Objection | undefined>;

export interface PromotionOptions {
  readonly onEvent?: (event: PromotionEvent) => void;
  readonly signal?: AbortSignal;
  /** Who promotes, for the log. */
  readonly by?: string;
  /** What was read of the logs of packages that are promoted together: each stores the heads of the others. */
  readonly heads?: Heads;
  /**
   * Waited for when all is planned, before the first write: until what the set depends on is in place. Nothing is written
   * when it rejects; it may be asked again. Default: at once.
   */
  readonly turn?: () => Promise<void>;
  /** How long to wait for another run at work on the same package. Default 300,000. */
  readonly waitMs?: number;
  /** How many assets are transferred at once. Default 4. */
  readonly concurrency?: number;
}

/** `tag`: the destination holds the set, and only dist-tags change. */
export type Method = 'none' | 'copy' | 'assemble' | 'add' | 'replace' | 'tag';

/** A dist-tag that a promotion points at its version. */
export interface MovedTag {
  readonly tag: string;
  /** The version that it pointed at; absent when there was no such tag. */
  readonly from?: string;
}

/** What happened to one asset of the set. */
export interface PromotedAsset {
  readonly name: string;
  /** generic: the path in the tree, where it differs from the name. */
  readonly path?: string;
  readonly size: number;
  readonly sha256: Sha256;
  readonly outcome: 'promoted' | 'already-there' | 'planned' | 'skipped' | 'not-promoted';
}

export interface PromotionResult extends MeterReading {
  /** The operation's id in the log; undefined when nothing was done and nothing had been. */
  readonly id: string | undefined;
  readonly outcome: 'promoted' | 'already-there' | 'planned' | 'refused';
  readonly method: Method;
  /** What is to be assembled is published into the destination, without the transit. */
  readonly route?: 'direct';
  readonly from: string;
  readonly to: string;
  readonly set?: {
    readonly digest: SetDigest;
    readonly ref: VersionRef;
    readonly builds: readonly BuildTag[];
    /** What it was made of, where the promotion stripped it. */
    readonly origin?: Origin;
  };
  readonly assets: readonly PromotedAsset[];
  /** What the destination's version loses; its bytes stay on record. */
  readonly removed: readonly (Asset & Pick<PromotedAsset, 'path'>)[];
  /** What the choice of the build did, or will do, to the hold of the destination's version. */
  readonly hold?: HoldChange;
  /** Of a dry run: what the promotion will ask of the service. */
  readonly forecast?: Forecast;
  /** Of a dry run: what the plan is made of. */
  readonly plan?: PlanFacts;
  /** npm: the dist-tags that were pointed at the version, or would be. */
  readonly tags?: readonly MovedTag[];
  readonly warnings: readonly string[];
  readonly reason?: { readonly code: RefusalErrorCode; readonly message: string; readonly next?: string };
}

/** What goes on during a promotion, for showing it. */
export type PromotionEvent =
  | {
      readonly type: 'selected';
      readonly digest: SetDigest;
      readonly builds: readonly BuildTag[];
      readonly recorded: boolean;
    }
  /** The build's files are being read, to make them without the build. */
  | { readonly type: 'stripping'; readonly digest: SetDigest }
  | { readonly type: 'stripped'; readonly digest: SetDigest; readonly from: SetDigest }
  | { readonly type: 'planned'; readonly method: Method }
  | { readonly type: 'waiting'; readonly holder: string }
  | { readonly type: 'adopting'; readonly digest: SetDigest }
  | { readonly type: 'transferring'; readonly asset: string; readonly size: number; readonly to: string }
  | { readonly type: 'transferred'; readonly asset: string; readonly bytes: number }
  | { readonly type: 'copied'; readonly to: string }
  /** Into the destination, where there is no transit. */
  | { readonly type: 'published'; readonly to: string }
  | { readonly type: 'tagged'; readonly tag: string; readonly to: string }
  | { readonly type: 'verified'; readonly to: string }
  | { readonly type: 'replanned'; readonly because: string };
