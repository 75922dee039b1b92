import { requestsAndWrites, table } from '@buildset/cli-kit';
import type { Domain, InitResult, MeterReading, ProbeAnswers, ServiceQuestion } from '@buildset/core';
import type { Unanswered } from './ask-service.ts';
import type { FormatSamples } from './samples.ts';

export interface InitReport {
  readonly domain: Domain['ref'];
  readonly repositories: InitResult['repositories'];
  readonly answers: ProbeAnswers;
  /** The formats that the service was asked about now. */
  readonly asked: readonly FormatSamples[];
  readonly unanswered: readonly Unanswered[];
  readonly meter: MeterReading;
}

const OUTCOMES = {
  created: 'created',
  claimed: 'was empty, now used for this',
  'already-there': 'already there',
} as const;

const QUESTIONS: Readonly<Record<ServiceQuestion, string>> = {
  'copy-overwrite': 'An overwriting copy replaces the version, or merges into it',
  'same-bytes-on-published': 'Publishing the same bytes again to a Published generic version',
  'concurrent-first-publish': 'Several first publishers of one version',
  'list-unfinished': 'A listing shows Unfinished versions',
  'list-unfinished-assets': 'Assets of an Unfinished version are listed',
  'copy-onto-archived': 'A copy onto an Archived version',
  'copy-status': "The status after a copy: the source's, Published, or that of the version copied over",
  'status-changes-revision': 'A change of status changes the revision',
  'copy-under-publish-block': 'A copy where publishing is blocked',
  'origin-after-first-copy': "Origin controls of a package that comes by a copy: as if published, open, the source's",
  'latest-on-publish': 'A publish sets the dist-tag it names only, or latest too',
  'dangling-tags': 'The dist-tags of a version that is deleted',
  'tags-change-revision': 'Pointing a dist-tag at a version changes its revision',
  'deprecation-changes-revision': 'Deprecating a version changes its revision',
};

/** What was made, and every answer with what it is about. */
export function renderInit(report: InitReport, colors: { bold(text: string): string }): string[] {
  const { answers, asked, domain, meter, repositories } = report;
  const lines = [
    colors.bold(`The domain ${domain.domain} has a home.`),
    ...table(
      repositories.map(({ name, outcome, purpose }) => [name, purpose, OUTCOMES[outcome]]),
      '  ',
    ),
  ];
  for (const [format, known] of Object.entries(answers).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const isNew = asked.some((one) => one.format === format);
    lines.push(`How the service treats ${format} packages (${isNew ? 'asked now' : 'asked before'}):`);
    // In the order of the questions, whatever the order in which they were asked or kept.
    const rows = Object.entries(QUESTIONS).flatMap(([name, question]) =>
      Object.entries(known).flatMap(([key, answer]) => (key === name ? [[name, answer, question]] : [])),
    );
    lines.push(...table(rows, '  '));
  }
  if (Object.keys(answers).length === 0) {
    lines.push('The service was not asked anything. Plans that depend on an answer need --assume, or init --probe.');
  }
  return [...lines, `${requestsAndWrites(meter)}.`];
}

/** The `--json` answer of `init`: cli-kit's schemas/init.schema.json. */
export function initJson({ answers, asked, domain, meter, repositories, unanswered }: InitReport): object {
  return {
    schemaVersion: 1,
    init: {
      domain: domain.domain,
      domainOwner: domain.domainOwner,
      region: domain.region,
      repositories,
      asked: asked.map(({ format }) => format),
      answers,
      unanswered,
      calls: meter.calls,
      writes: meter.writes,
    },
  };
}
