import type { Home } from '../home/home.ts';
import type { Meter } from '../meter.ts';
import type { Domain } from '../ports/domain.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { OutsideIndex } from '../ports/outside-index.ts';
import type { Spool } from '../ports/spool.ts';
import type { PromotionRequest } from '../promotion/request.ts';

/** A promotion to an index outside CodeArtifact, where nothing can be replaced or taken away. */
export type OutsideRequest = Pick<
  PromotionRequest,
  'ref' | 'selector' | 'from' | 'isSourceOrdered' | 'strip' | 'addAnyway' | 'gates' | 'override' | 'dryRun'
>;

export interface OutsidePorts {
  readonly source: Domain;
  /** The home of the source's domain: the promotion is gated and logged there. */
  readonly home: Home;
  readonly index: OutsideIndex;
  readonly format: FormatAdapter;
  readonly spool: Spool;
  readonly meter: Meter;
}
