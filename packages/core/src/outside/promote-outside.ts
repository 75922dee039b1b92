import { hasCode } from '../coded-error.ts';
import { type Lasting, planningAnew } from '../promotion/planning-anew.ts';
import type { PromotionOptions, PromotionResult } from '../promotion/request.ts';
import { carryOutside } from './carry-outside.ts';
import { assetOutcomes } from './outcomes.ts';
import { lookOutside, type OutsideSituation } from './look-outside.ts';
import type { OutsidePorts, OutsideRequest } from './request.ts';

/**
 * Promotes exactly one build set from a repository to an index outside CodeArtifact: its files are uploaded, wheels
 * before sdists, and the index is read until it offers each with its SHA-256. Gated and logged in the source's home like
 * any other promotion; `to` is the index's address. Safe to run again: files that are there are not sent again, so that an
 * interrupted one continues, and a finished one makes no write. A refusal is a result; errors are what went wrong on the
 * way (`not-verified`, `conflict`, `lease-held`, what the ports throw). It cannot be undone.
 */
export async function promoteOutside(
  request: OutsideRequest,
  ports: OutsidePorts,
  options: PromotionOptions = {},
): Promise<PromotionResult> {
  const attempt = (lasting: Lasting) => promoteOnce(request, ports, options, lasting);
  return await planningAnew(request.ref, ports, options, attempt, (error) => hasCode(error, 'changed', 'lease-lost'));
}

async function promoteOnce(
  request: OutsideRequest,
  ports: OutsidePorts,
  options: PromotionOptions,
  lasting: Lasting,
): Promise<PromotionResult> {
  const situation = await lookOutside(request, ports, options, lasting);
  const { decision, loggedAs } = situation;
  const answer = { request, ports, situation };
  if (decision.method === 'refuse') return resultOf(answer, { outcome: 'refused' });
  if (decision.method === 'none' && loggedAs !== undefined) {
    return resultOf(answer, { outcome: 'already-there', id: loggedAs });
  }
  if (request.dryRun === true) return resultOf(answer, { outcome: 'planned' });
  const { id, warnings } = await carryOutside({ ...answer, options, log: lasting.log, plan: decision });
  return resultOf(answer, { outcome: decision.method === 'none' ? 'already-there' : 'promoted', id, warnings });
}

interface Answer {
  readonly request: OutsideRequest;
  readonly ports: OutsidePorts;
  readonly situation: OutsideSituation;
}

interface Outcome {
  readonly outcome: PromotionResult['outcome'];
  readonly id?: string;
  readonly warnings?: readonly string[];
}

function resultOf({ ports, request, situation }: Answer, { id, outcome, warnings = [] }: Outcome): PromotionResult {
  const { builds, candidate, decision, origin, overridden } = situation;
  const isRefused = decision.method === 'refuse';
  const passed = isRefused || request.override === undefined ? [] : overridden;
  return {
    id,
    outcome,
    method: isRefused ? 'none' : decision.method,
    from: request.from,
    to: ports.index.address,
    set: { digest: candidate.digest, ref: candidate.set.ref, builds, ...(origin ? { origin } : {}) },
    assets: assetOutcomes(situation, outcome),
    removed: [],
    warnings: [...passed.map(({ what }) => `Not met, and overridden ("${request.override}"): ${what}`), ...warnings],
    ...ports.meter.read(),
    ...(isRefused
      ? {
          reason: {
            code: decision.code,
            message: decision.message,
            ...(decision.next === undefined ? {} : { next: decision.next }),
          },
        }
      : {}),
  };
}
