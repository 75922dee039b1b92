import * as v from 'valibot';
import { canonicalJson } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { type Format, type PackageRef, versionOf } from '../coordinates.ts';
import type { RepositoryReader, RepositoryWriter } from '../ports/registry.ts';
import { SERVICE_QUESTIONS, type ServiceAnswers, type ServiceQuestion } from '../promotion/service-answers.ts';
import { sha256Of } from '../sha256.ts';
import { publishOnce } from './publish-once.ts';
import { readStored } from './stored.ts';
import { problemsOf } from '../schema.ts';

const ANSWERS: PackageRef = { format: 'generic', namespace: 'buildset.probe', name: 'answers' };
const ANSWERS_ASSET = 'answers.json';

/** What the probe found, by format, since the service may treat formats differently. */
export type ProbeAnswers = { readonly [Key in Format]?: ServiceAnswers };

const formatAnswersSchema = v.strictObject({
  'copy-overwrite': answerTo('copy-overwrite'),
  'same-bytes-on-published': answerTo('same-bytes-on-published'),
  'concurrent-first-publish': answerTo('concurrent-first-publish'),
  'list-unfinished': answerTo('list-unfinished'),
  'list-unfinished-assets': answerTo('list-unfinished-assets'),
  'copy-onto-archived': answerTo('copy-onto-archived'),
  'copy-status': answerTo('copy-status'),
  'status-changes-revision': answerTo('status-changes-revision'),
  'copy-under-publish-block': answerTo('copy-under-publish-block'),
  'origin-after-first-copy': answerTo('origin-after-first-copy'),
  'latest-on-publish': answerTo('latest-on-publish'),
  'dangling-tags': answerTo('dangling-tags'),
  'tags-change-revision': answerTo('tags-change-revision'),
  'deprecation-changes-revision': answerTo('deprecation-changes-revision'),
});

/** The schema of what is stored; shipped as a JSON Schema. */
export const answersSchema = v.strictObject({
  schemaVersion: v.literal(1),
  /** When it was asked, by the service's time: two probes never share a version. */
  at: v.string(),
  pypi: v.optional(formatAnswersSchema),
  npm: v.optional(formatAnswersSchema),
  generic: v.optional(formatAnswersSchema),
});

/** The newest answers that the home keeps; none when it was never asked. */
export async function readAnswers(home: RepositoryReader): Promise<ProbeAnswers> {
  const { items } = await home.listVersions(ANSWERS, { newestFirst: true, pageSize: 1, status: 'Published' });
  const [newest] = items;
  if (!newest) return {};
  return (await readStored(home, versionOf(ANSWERS, newest.version), ANSWERS_ASSET, parseAnswers)) ?? {};
}

function parseAnswers(text: string): ProbeAnswers {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), answersSchema), text);
  if (!parsed.success) {
    throw new CodedError('invalid-answers', `The probe's answers are not valid: ${problemsOf(parsed.issues)}`, {
      side: 'home',
      next: 'Ask again: buildset init --probe.',
    });
  }
  const { pypi, npm, generic } = parsed.output;
  return {
    ...(pypi && { pypi: known(pypi) }),
    ...(npm && { npm: known(npm) }),
    ...(generic && { generic: known(generic) }),
  };
}

/** Keeps answers in the home; the newest count. */
export async function writeAnswers(home: RepositoryWriter, answers: ProbeAnswers, at: Date): Promise<void> {
  const text = canonicalJson({ schemaVersion: 1, at: at.toISOString(), ...answers });
  await publishOnce(home, versionOf(ANSWERS, sha256Of(text).slice(0, 12)), ANSWERS_ASSET, text);
}

function answerTo<Question extends ServiceQuestion>(question: Question) {
  return v.optional(v.picklist(SERVICE_QUESTIONS[question]));
}

function known(answers: v.InferOutput<typeof formatAnswersSchema>): ServiceAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));
}
