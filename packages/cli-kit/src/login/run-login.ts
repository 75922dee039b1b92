import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { applyEdits, type EditedFile, renderFiles } from './apply-edits.ts';
import { type EntryFlags, type MeantEntry, readEntry } from './entry-flags.ts';
import { checkDuration } from './duration.ts';
import type { LoginEntry } from './login-file.ts';
import type { LoginTools } from './tools.ts';

interface LoginFlags extends EntryFlags {
  readonly durationSeconds?: number | undefined;
}

/** Stands for the token where none is asked for; no file gets it. */
const NO_TOKEN = '***';

/** Gets a token and writes it for a tool. The token is in its files alone: not in arguments, nor in any output. */
export function runLogin(tools: LoginTools): (args: LoginFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const durationSeconds = checkDuration(args.durationSeconds);
    const meant = await readEntry(args, tools, context);
    const { name, repository, scope, settings, tool } = meant;
    const dryRun = args.dryRun === true;
    if (args.keyring === true && durationSeconds !== undefined) {
      throw usageError('--duration-seconds is for a token that is written; with --keyring none is.');
    }
    const access = await context.access(settings);
    const endpoint = await access.endpoint(repository, tool.endpointFormat);
    const isAsked = args.keyring !== true && !dryRun;
    const bearer = isAsked ? await access.token(durationSeconds) : undefined;
    const token = args.keyring === true ? undefined : (bearer?.value ?? NO_TOKEN);
    const entry: LoginEntry = { name, endpoint, token, extra: args.extra ?? false, ...defined({ scope }) };
    const files = await applyEdits(meant.files, (format, text) => format.add(text, entry), dryRun);
    report({ meant, endpoint, files, dryRun, expiresAt: bearer?.expiresAt, keyring: args.keyring === true }, context);
    return EXIT.done;
  };
}

interface FinishedLogin {
  readonly meant: MeantEntry;
  readonly endpoint: string;
  readonly files: readonly EditedFile[];
  readonly dryRun: boolean;
  readonly keyring: boolean;
  readonly expiresAt: Date | undefined;
}

function report({ dryRun, endpoint, expiresAt, files, keyring, meant }: FinishedLogin, { output }: Context): void {
  const { name, repository, scope, settings, tool } = meant;
  const what = `${tool.name} ${dryRun ? 'would be' : 'is'} logged in to ${repository} of ${settings.domain}`;
  const until = expiresAt === undefined ? '' : ` until ${expiresAt.toISOString()}`;
  const ask = keyring
    ? [`  set ${tool.name.toUpperCase()}_KEYRING_PROVIDER=subprocess, and put keyring on the PATH`]
    : [];
  const next = dryRun ? ['  Nothing was written: this was a dry run.'] : [...ask, `  now: ${tool.next(name)}`];
  output.result([`${what}${until}`, `  ${endpoint}`, ...renderFiles(files), ...next], {
    schemaVersion: 1,
    login: {
      tool: tool.name,
      name,
      domain: settings.domain,
      repository,
      scope: scope ?? null,
      endpoint,
      expiresAt: expiresAt?.toISOString() ?? null,
      dryRun,
      files: files.map(({ outcome, path }) => ({ path, outcome })),
    },
  });
}
