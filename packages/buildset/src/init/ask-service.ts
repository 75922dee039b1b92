import type { Context } from '@buildset/cli-kit';
import { type Domain, type Home, probe, type ProbeAnswers } from '@buildset/core';
import type { FormatSamples } from './samples.ts';

/** Asks for each format, one after the other: the questions share the home's throw-away packages. */
export async function askService(
  domain: Domain,
  home: Home,
  asked: readonly FormatSamples[],
  { progress, signal }: Context,
): Promise<ProbeAnswers> {
  let answers: ProbeAnswers = {};
  for (const { format, samples } of asked) {
    signal.throwIfAborted();
    progress.stage(`asking the service how it treats ${format} packages`);
    answers = { ...answers, [format]: await probe(domain, home, samples) };
  }
  return answers;
}
