// npm run bench -- [NAME…] [--json] [--quick] [--write FILE]
import { rmSync } from 'node:fs';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import type { Finding } from './measure/finding.ts';
import { document, machineLine, type Report } from './report/document.ts';
import { describeMachine } from './report/machine.ts';
import { textTable } from './report/table.ts';
import type { Bench, Row } from './rows/row.ts';
import { ROWS, selectRows } from './rows/rows.ts';
import { findPython } from './world/python.ts';

const HELP = `npm run bench -- [NAME…] [--json] [--quick] [--write FILE]

Measures against what a user would run instead, on an embedded CodeArtifact. NAME is a row, its number, or a group:
${ROWS.map(({ groups, name, number }) => `  ${String(number).padStart(2)}  ${name.padEnd(14)} ${groups.join(', ')}`).join('\n')}

  --json         the findings as one JSON object on standard output
  --quick        small files and few rounds, to try the bench itself
  --write FILE   the page of documentation as well
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    write: { type: 'string' },
  },
});
if (values.help === true) process.stdout.write(HELP);
else await bench();

async function bench(): Promise<void> {
  const rows = selectRows(positionals);
  const temp = await realpath(await mkdtemp(join(tmpdir(), 'buildset-bench-')));
  // Also when it is interrupted; servers end by a hook of their own.
  process.once('exit', () => rmSync(temp, { recursive: true, force: true, maxRetries: 3 }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  const python = await findPython(temp);
  if (typeof python === 'string') throw new Error(`the bench needs Python clients: ${python}`);
  const machine = await describeMachine(python);
  const report = { schemaVersion: 1, machine, findings: new Array<Finding>() } satisfies Report;
  const { findings } = report;
  for (const row of rows) {
    findings.push(...(await measure(row, { temp, python, quick: values.quick === true })));
    // After each row, so that an interrupted run leaves what it has. npm starts this in the root of the workspace.
    if (values.write !== undefined) await writeFile(resolve(values.write), document(report, ROWS));
  }
  if (values.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else process.stdout.write(`${machineLine(machine)}\n\n${textTable(findings)}\n`);
}

/** A row that fails is told, so that the others can go on. */
async function measure(row: Row, bench: Bench): Promise<readonly Finding[]> {
  const start = performance.now();
  process.stderr.write(`row ${row.number}: ${row.name} …\n`);
  try {
    return await row.run(bench);
  } catch (error) {
    process.exitCode = 1;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${message}\n`);
    return [{ kind: 'failed', row: row.number, what: row.name, notes: [message.split('\n')[0] ?? ''] }];
  } finally {
    process.stderr.write(`row ${row.number}: ${Math.round((performance.now() - start) / 1000)} s\n`);
  }
}
