import {
  type Connection,
  type ConnectionFlags,
  type Context,
  EXIT,
  type ExitCode,
  settingsOf,
  usageError,
} from '@buildset/cli-kit';
import { CodedError, hasCode, initHome, readAnswers, writeAnswers } from '@buildset/core';
import { checkPackageGroups } from '../doctor/check-service.ts';
import { findings } from '../doctor/finding.ts';
import { askService, openFormats } from './ask-service.ts';
import { initJson, renderInit } from './report.ts';
import { PROBED_FORMATS } from './samples.ts';

interface InitFlags extends ConnectionFlags {
  readonly probe?: boolean | undefined;
  readonly noProbe?: boolean | undefined;
}

/** Makes the home where there is none, asks what is not known, and keeps the answers. Again it changes nothing. */
export async function runInit(args: InitFlags, context: Context): Promise<ExitCode> {
  if (args.probe === true && args.noProbe === true) throw usageError('--probe and --no-probe exclude each other.');
  const connection = await context.connect(settingsOf(args, await context.configuration()));
  const { domain, homeName, meter, transitName } = connection;
  context.progress.stage(`making the home ${homeName}`);
  const { repositories } = await initHome(domain, homeName, transitName).catch(async (error: unknown) => {
    throw (await keptByGroups(error, connection)) ?? error;
  });
  const groups = await findings('package-groups', () => checkPackageGroups(connection));
  for (const { level, mend, message } of groups) {
    if (level === 'ok') continue;
    context.output.warn(mend === undefined ? message : `${message} An administrator of the domain runs: ${mend}`);
  }
  const home = await connection.home();
  const known = await readAnswers(home.records);
  const open = args.probe === true ? PROBED_FORMATS : openFormats(known, PROBED_FORMATS);
  const asked = args.noProbe === true ? [] : open;
  const { answers, unanswered } = await askService(domain, home, asked, known, context);
  if (asked.length > 0) await writeAnswers(home.records, answers, home.clock.now());
  context.progress.end();
  const result = { domain: domain.ref, repositories, answers, asked, unanswered, meter: meter.read() };
  context.output.result(renderInit(result, context.output.colors), initJson(result));
  for (const { format, next, question, reason } of unanswered) {
    context.output.warn(`No answer for ${format} to ${question}: ${reason}${next === undefined ? '' : ` ${next}`}`);
  }
  return unanswered.length > 0 ? EXIT.incomplete : EXIT.done;
}

/** The same error with what lets home and transit be published to, if it is package groups that do not. */
async function keptByGroups(error: unknown, connection: Connection): Promise<CodedError | undefined> {
  if (!hasCode(error, 'access-denied', 'conflict')) return undefined;
  const found = await findings('package-groups', () => checkPackageGroups(connection));
  const mends = found.flatMap(({ level, mend }) => (level === 'problem' && mend !== undefined ? [mend] : []));
  if (mends.length === 0) return undefined;
  const { code, message, side } = error;
  const next = `An administrator of the domain runs ${mends.join(', and ')}; then run init again.`;
  return new CodedError(code, message, { cause: error, side, next });
}
