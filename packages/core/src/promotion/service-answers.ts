import { CodedError } from '../coded-error.ts';

/**
 * The questions that AWS's documentation leaves open and a promotion depends on, with the answers that are possible.
 * The probe asks the service itself; `--assume NAME=VALUE` answers for it.
 */
export const SERVICE_QUESTIONS = {
  /** What an overwriting copy does to assets that the source version lacks; some formats may refuse it. */
  'copy-overwrite': ['replace', 'merge', 'refuse'],
  /** What publishing the same bytes again to a Published generic version gives. */
  'same-bytes-on-published': ['ok', 'conflict'],
  /** Whether exactly one of several first publishers of a version wins. */
  'concurrent-first-publish': ['one-wins', 'unsafe'],
  /** Whether an Unfinished version is listed among the others. */
  'list-unfinished': ['yes', 'no'],
  /** Whether the assets of an Unfinished version are listed. */
  'list-unfinished-assets': ['yes', 'no'],
  /** Whether a copy replaces an Archived version of the destination. */
  'copy-onto-archived': ['allow', 'refuse'],
  /** Whether a copy has the source's status, is Published, or keeps that of the version it overwrites. */
  'copy-status': ['preserve', 'published', 'keep'],
  /** Whether a change of status makes a new revision. */
  'status-changes-revision': ['no', 'yes'],
  /** Whether a copy goes where direct publishing is blocked. */
  'copy-under-publish-block': ['allow', 'refuse'],
  /** What a package that comes by a copy gets: as if published (ALLOW, BLOCK), both ALLOW, or the source's. */
  'origin-after-first-copy': ['direct', 'open', 'source'],
  /** npm: whether a publish that names another dist-tag sets `latest` too where the package has none. */
  'latest-on-publish': ['as-sent', 'forced'],
  /** npm: what becomes of the dist-tags of a version that is deleted; `newest`: `latest` moves to what is left. */
  'dangling-tags': ['drop', 'keep', 'newest'],
  /** npm: whether pointing a dist-tag at a version makes a new revision. */
  'tags-change-revision': ['no', 'yes'],
  /** npm: whether deprecating a version makes a new revision. */
  'deprecation-changes-revision': ['no', 'yes'],
} as const satisfies Record<string, readonly string[]>;

export type ServiceQuestion = keyof typeof SERVICE_QUESTIONS;

/** The answers known for a domain; a question that is missing has no answer yet. */
export type ServiceAnswers = { readonly [Question in ServiceQuestion]?: (typeof SERVICE_QUESTIONS)[Question][number] };

/** Parses `NAME=VALUE`. Throws `unknown-assumption`, which lists what there is. */
export function parseAssumption(text: string): ServiceAnswers {
  const [name = '', value = ''] = text.split('=', 2);
  const question = Object.entries(SERVICE_QUESTIONS).find(([known]) => known === name);
  const answers: readonly string[] = question?.[1] ?? [];
  if (answers.includes(value)) return { [name]: value };
  throw new CodedError('unknown-assumption', `"${text}" is not an assumption that buildset knows.`, {
    next: question
      ? `${name} takes one of: ${answers.join(', ')}.`
      : `Known are: ${Object.keys(SERVICE_QUESTIONS).join(', ')}.`,
  });
}

/** What to do about a question that nobody has answered. */
export function unansweredFix(question: ServiceQuestion): string {
  const values = SERVICE_QUESTIONS[question].join('|');
  return `Let buildset ask the service (buildset init --probe), or pass --assume ${question}=${values}.`;
}
