import type { ProgramResult } from '../measure/run-program.ts';
import { DOMAIN, type Scene } from './scene.ts';

/** What the rows read of `promote --json`. */
export interface Promotion {
  readonly outcome: string;
  readonly method: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly bytesTransferred: number;
  readonly writes: number;
  /** Of a dry run: what the promotion will ask. */
  readonly plan?: { readonly calls: Readonly<Record<string, number>> };
}

/** The arguments of `codeartifact-twine` that promote build 23 of version 1.0.0. */
export function promoteBuild(name: string, from: string, to: string, ...more: readonly string[]): readonly string[] {
  const what = ['promote', `${name}==1.0.0`, '--build', '23'];
  return [...what, '--from', from, '--to', to, '--domain', DOMAIN, '--json', ...more];
}

/** Runs it, and throws unless the outcome is `outcome` (default `promoted`). */
export async function promote(
  scene: Scene,
  args: readonly string[],
  outcome = 'promoted',
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult & { readonly promotion: Promotion }> {
  const result = await scene.bin('codeartifact-twine', args, env);
  const { promotion }: { promotion: Promotion } = JSON.parse(result.stdout);
  if (promotion.outcome !== outcome) throw new Error(`promote ended with ${promotion.outcome}, not ${outcome}`);
  return { ...result, promotion };
}
