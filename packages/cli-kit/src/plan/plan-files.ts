import { readFile, writeFile } from 'node:fs/promises';
import {
  type PlanFile,
  parsePlanFile,
  type PromotionRequest,
  type PromotionResult,
  repositoryArn,
} from '@buildset/core';
import { CliError } from '../cli-error.ts';
import type { ConnectedEnds } from '../connection/connect-ends.ts';
import { defined } from '../defined.ts';

/** Reads a plan. Throws `plan-unreadable`, `plan-invalid` and `unknown-schema`. */
export async function readPlan(path: string): Promise<PlanFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new CliError('plan-unreadable', `The plan ${path} cannot be read: ${reasonOf(cause)}.`, {
      cause,
      next: 'Name the file that promote --plan-out wrote.',
    });
  }
  return parsePlanFile(text);
}

/** What a plan was asked with, as it was typed. */
export interface PlanSource {
  readonly request: PromotionRequest;
  readonly ends: ConnectedEnds;
  readonly from: string;
  readonly to: string;
  readonly assume: readonly string[];
}

/** Writes the plan of a dry run; a file that is there is replaced. Throws `plan-not-written`. */
export async function writePlan(path: string, result: PromotionResult, source: PlanSource): Promise<void> {
  if (!result.plan) return;
  const { ends, from, request, to } = source;
  const { addAnyway = false, allowUpstream = false, exclusive = false, override, replace = false } = request;
  const { allowPartial, keepDeprecation, strip = false, tags } = request;
  const { forecast } = result;
  const file: PlanFile = {
    schemaVersion: 1,
    kind: 'promotion-plan',
    madeAt: ends.home.clock.now().toISOString(),
    from: endOf(from, ends.source, request.from),
    to: endOf(to, ends.destination, request.to),
    exclusive,
    replace,
    addAnyway,
    allowUpstream,
    strip,
    ...defined({ allowPartial, override, keepDeprecation }),
    ...(tags ? { tags: tags.move === 'set' ? { ...tags, names: [...tags.names] } : tags } : {}),
    assume: [...source.assume],
    plan: result.plan,
    ...(forecast ? { forecast: { calls: { ...forecast.calls }, bytes: forecast.bytes } } : {}),
  };
  try {
    await writeFile(path, `${JSON.stringify(file, undefined, 2)}\n`);
  } catch (cause) {
    throw new CliError('plan-not-written', `The plan cannot be written to ${path}: ${reasonOf(cause)}.`, {
      cause,
      next: 'Give --plan-out a path where you may write.',
    });
  }
}

function endOf(name: string, domain: ConnectedEnds['source'], repository: string): PlanFile['from'] {
  return { name, repository, arn: repositoryArn({ ...domain.ref, repository }) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
