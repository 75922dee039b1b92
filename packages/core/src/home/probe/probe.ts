import type { Format } from '../../coordinates.ts';
import { CodedError } from '../../coded-error.ts';
import type { Domain } from '../../ports/domain.ts';
import type { ServiceAnswers, ServiceQuestion } from '../../promotion/service-answers.ts';
import type { Home } from '../home.ts';
import { ProbeBench } from './bench.ts';
import {
  copyOntoArchived,
  copyUnderPublishBlock,
  originAfterFirstCopy,
  overwritingCopy,
  statusAfterCopy,
} from './copy-questions.ts';
import { concurrentFirstPublish, listsUnfinished, sameBytesOnPublished } from './generic-questions.ts';
import { tagsAfterDelete, latestOnPublish, revisionAfterChange } from './npm-questions.ts';
import type { ProbeSamples } from './samples.ts';

/** What the service answered, and what could not be asked. */
export interface ProbeResult {
  readonly answers: ServiceAnswers;
  /** Questions that failed, each with what the caller may do about it. */
  readonly unanswered: readonly { readonly questions: readonly ServiceQuestion[]; readonly error: CodedError }[];
}

interface Question {
  readonly questions: readonly ServiceQuestion[];
  /** Of which formats it is asked. Default: of every one. */
  readonly format?: Format;
  ask(bench: ProbeBench): Promise<ServiceAnswers>;
}

const QUESTIONS: readonly Question[] = [
  { questions: ['copy-overwrite'], ask: overwritingCopy },
  { questions: ['copy-onto-archived', 'status-changes-revision'], ask: copyOntoArchived },
  { questions: ['copy-status'], ask: statusAfterCopy },
  { questions: ['copy-under-publish-block'], ask: copyUnderPublishBlock },
  { questions: ['origin-after-first-copy'], ask: originAfterFirstCopy },
  { questions: ['list-unfinished', 'list-unfinished-assets'], format: 'generic', ask: listsUnfinished },
  { questions: ['same-bytes-on-published'], format: 'generic', ask: sameBytesOnPublished },
  { questions: ['concurrent-first-publish'], format: 'generic', ask: concurrentFirstPublish },
  { questions: ['latest-on-publish'], format: 'npm', ask: latestOnPublish },
  { questions: ['dangling-tags'], format: 'npm', ask: tagsAfterDelete },
  { questions: ['tags-change-revision', 'deprecation-changes-revision'], format: 'npm', ask: revisionAfterChange },
];

/** The questions that are asked of a format. */
export function questionsOf(format: Format): readonly ServiceQuestion[] {
  return QUESTIONS.flatMap((question) => (isAskedOf(question, format) ? question.questions : []));
}

/**
 * Asks the service what AWS documents nowhere: each question in a throw-away package of its own in the home and the
 * transit, which is deleted afterwards, also when the question fails. A question that fails leaves the others alone.
 */
export async function probe(domain: Domain, home: Home, samples: ProbeSamples): Promise<ProbeResult> {
  const { format } = samples.pkg('0');
  let answers: ServiceAnswers = {};
  const unanswered: { questions: readonly ServiceQuestion[]; error: CodedError }[] = [];
  for (const question of QUESTIONS.filter((one) => isAskedOf(one, format))) {
    const bench = new ProbeBench(domain, home, samples);
    try {
      answers = { ...answers, ...(await asked(question, bench)) };
    } catch (error) {
      if (!(error instanceof CodedError) || error.code === 'aborted') throw error;
      unanswered.push({ questions: question.questions, error });
    }
  }
  return { answers, unanswered };
}

/** Removing comes second: what it fails with is told only when the question itself did not fail. */
async function asked({ ask }: Question, bench: ProbeBench): Promise<ServiceAnswers> {
  const [answer] = await Promise.allSettled([ask(bench)]);
  const removed = await Promise.allSettled([bench.remove()]);
  if (answer.status === 'rejected') throw answer.reason;
  if (removed[0].status === 'rejected') throw removed[0].reason;
  return answer.value;
}

function isAskedOf({ format: only }: Question, format: Format): boolean {
  return only === undefined || only === format;
}
