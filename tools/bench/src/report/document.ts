import type { Finding } from '../measure/finding.ts';
import type { Row } from '../rows/row.ts';
import { cells } from './format.ts';
import type { Machine } from './machine.ts';
import { markdownTable } from './table.ts';

export interface Report {
  readonly schemaVersion: 1;
  readonly machine: Machine;
  readonly findings: readonly Finding[];
}

/** The page `docs/benchmarks.md`. */
export function document({ findings, machine }: Report, rows: readonly Row[]): string {
  const measured = rows.filter(({ number }) => findings.some(({ row }) => row === number));
  const names = measured.map(({ name }) => `\`${name}\``).join(', ');
  return `# Benchmarks

What a user would wait for, measured against what the same user would run without buildset. Everything runs on one machine,
against the embedded CodeArtifact (\`codeartifact-local\`): numbers of the service itself would mostly show the network.
What a network adds is shown where rows 1 and 2 have a second time with 50 ms of latency per request.

\`\`\`
npm run bench                                     # all rows, about ten minutes
npm run bench -- startup listing                  # some: ${names.replaceAll('`', '')}
npm run bench -- promote                          # a group: generic, npm, promote, python, server
npm run bench -- --quick                          # small files and few rounds, to try the bench itself
npm run bench -- --json                           # the same as JSON
npm run bench -- --write docs/benchmarks.md       # this page
\`\`\`

It needs Linux with \`curl\`, \`aws\` and \`npm\`; twine and wheel are those of the end-to-end tests. Each row runs its contenders by
turns and takes the median; in parentheses are the fastest and the slowest. What a row prepares is not measured. All ratios
of this page were taken in one run, on one machine; compare ratios with those of another run, not times. No test asserts
them.

## ${machine.date}

${machineLine(machine)}

${markdownTable(findings)}

${missed(findings)}

## What the rows do

${measured.map((row) => `- row ${row.number}, **${row.name}**: ${row.about}`).join('\n')}

## Details

${findings.flatMap(details).join('\n')}
`;
}

/** One line on the machine and the programs. */
export function machineLine({ cores, cpu, memoryGiB, system, versions }: Machine): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}; ${programs.join(', ')}.`;
}

function missed(findings: readonly Finding[]): string {
  const lines = findings.flatMap((finding) => {
    if (!('met' in finding) || finding.met !== false) return [];
    const [row = '', what = '', ours = '', against = '', , ratio = '', target = ''] = cells(finding);
    const reached = finding.kind === 'count' ? ours : `${ratio} ${ratio.endsWith('faster') ? 'than' : 'of'} ${against}`;
    return [`- row ${row}, ${what}: ${reached}; the target is ${target}`];
  });
  if (lines.length === 0) return 'Every target is met.';
  return `**Missed in this run:**\n\n${lines.join('\n')}`;
}

function details({ notes, row, what }: Finding): string[] {
  return notes.map((note) => `- row ${row}, ${what}: ${note}`);
}
