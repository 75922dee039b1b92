import { type Connection, type ConnectionFlags, type Context, EXIT, type ExitCode } from '@buildset/cli-kit';
import { readAnswers, writeAnswers } from '@buildset/core';
import { askService } from '../init/ask-service.ts';
import { PROBED_FORMATS } from '../init/samples.ts';
import { examine } from './examine.ts';
import { doctorJson, renderDoctor } from './report.ts';

interface DoctorFlags extends ConnectionFlags {
  readonly probe?: boolean | undefined;
}

/** Looks, and says what it found. Ends as refused when something is a problem. */
export async function runDoctor({ probe, ...flags }: DoctorFlags, context: Context): Promise<ExitCode> {
  let reports = await examine(flags, thisMachine, context);
  if (probe === true) {
    for (const { connection, findings } of reports) {
      const hasHome = findings.every(({ check, level }) => check !== 'home' || level !== 'problem');
      if (hasHome) await askAgain(connection, context);
    }
    reports = await examine(flags, thisMachine, context);
  }
  context.progress.end();
  context.output.result(renderDoctor(reports, context.output.colors), doctorJson(reports));
  const isWell = reports.every(({ findings }) => findings.every(({ level }) => level !== 'problem'));
  return isWell ? EXIT.done : EXIT.refused;
}

function thisMachine(): Date {
  return new Date();
}

/** Keeps the new answers, and says where the service does otherwise than it did. */
async function askAgain({ domain, home: open }: Connection, context: Context): Promise<void> {
  const home = await open();
  const known = await readAnswers(home.records);
  const { answers, unanswered } = await askService(domain, home, PROBED_FORMATS, known, context);
  await writeAnswers(home.records, answers, home.clock.now());
  for (const { format } of PROBED_FORMATS) {
    const before = new Map(Object.entries(known[format] ?? {}));
    for (const [question, answer] of Object.entries(answers[format] ?? {})) {
      const was = before.get(question);
      if (was === undefined || was === answer) continue;
      context.output.warn(`The service has changed: ${question} of ${format} is ${answer}, and was ${was}.`);
    }
  }
  for (const { format, question, reason } of unanswered) {
    context.output.warn(`No answer for ${format} to ${question}: ${reason}`);
  }
}
