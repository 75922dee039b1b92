import type { Context } from '@buildset/cli-kit';
import { type Domain, type Home, probe, type ProbeAnswers, questionsOf, type ServiceQuestion } from '@buildset/core';
import type { FormatSamples } from './samples.ts';

/** A question that could not be answered, and why. */
export interface Unanswered {
  readonly format: string;
  readonly question: ServiceQuestion;
  readonly reason: string;
  readonly next?: string;
}

export interface ServiceSaid {
  readonly answers: ProbeAnswers;
  readonly unanswered: readonly Unanswered[];
}

/** The formats of which a question is open. */
export function openFormats(known: ProbeAnswers, formats: readonly FormatSamples[]): readonly FormatSamples[] {
  return formats.filter(({ format }) =>
    questionsOf(format).some((question) => known[format]?.[question] === undefined),
  );
}

/** Asks for each format, one after the other, and puts what it hears over what was known. */
export async function askService(
  domain: Domain,
  home: Home,
  asked: readonly FormatSamples[],
  known: ProbeAnswers,
  { progress, signal }: Context,
): Promise<ServiceSaid> {
  let answers: ProbeAnswers = known;
  const unanswered: Unanswered[] = [];
  for (const { format, samples } of asked) {
    signal.throwIfAborted();
    progress.stage(`asking the service how it treats ${format} packages`);
    const said = await probe(domain, home, samples);
    answers = { ...answers, [format]: { ...known[format], ...said.answers } };
    for (const { error, questions } of said.unanswered) {
      const why = { reason: error.message, ...(error.next === undefined ? {} : { next: error.next }) };
      unanswered.push(...questions.map((question) => ({ format, question, ...why })));
    }
  }
  return { answers, unanswered };
}
