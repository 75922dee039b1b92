import { usageError } from '../cli-error.ts';
import { repositoryOf } from '../config/stages.ts';
import type { ConnectionSettings } from '../connection/connection.ts';
import type { Context } from '../context.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import type { LoginFile } from './login-file.ts';
import type { LoginTool, LoginTools } from './tools.ts';

/** What the command lines of `login` and `logout` say. */
export interface EntryFlags extends ConnectionFlags {
  readonly tool?: string | undefined;
  readonly repository?: string | undefined;
  readonly name?: string | undefined;
  readonly file?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly scope?: string | undefined;
  readonly extra?: boolean | undefined;
  readonly keyring?: boolean | undefined;
}

/** The entry that is meant, and the files that it stands in. */
export interface MeantEntry {
  readonly tool: LoginTool;
  readonly settings: ConnectionSettings;
  readonly repository: string;
  readonly name: string;
  readonly scope?: string;
  readonly files: readonly LoginFile[];
}

/** Throws `usage` for what is missing or does not fit the tool, and `domain-missing`. */
export async function readEntry(flags: EntryFlags, tools: LoginTools, context: Context): Promise<MeantEntry> {
  const tool = tools.find(({ name }) => name === flags.tool) ?? tools[0];
  for (const flag of ['extra', 'keyring', 'scope'] as const) {
    if (flags[flag] === undefined || flags[flag] === false || tool.takes.includes(flag)) continue;
    const able = tools.filter(({ takes }) => takes.includes(flag)).map(({ name }) => name);
    throw usageError(`--${flag} means nothing for ${tool.name}.`, `It is for --tool ${able.join(', ')}.`);
  }
  const found = await context.configuration();
  const settings = settingsOf(flags, found);
  if (flags.repository === undefined) throw usageError('A repository is needed.', 'Name it: --repository AbcDev.');
  const repository = repositoryOf(flags.repository, found.configuration);
  const scope = scopeOf(flags.scope);
  const files = await tool.files(context.environment, process.platform);
  return {
    tool,
    settings,
    repository,
    name: nameOf(flags.name ?? repository),
    files: flags.file === undefined ? files : [{ ...files[0], path: flags.file }],
    ...(scope === undefined ? {} : { scope }),
  };
}

/** Names that every tool takes, in a section's header, a key and a variable alike. */
function nameOf(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return name;
  throw usageError(`"${name}" cannot be an entry's name.`, 'Letters, digits, ".", "_" and "-" can be in it.');
}

function scopeOf(scope: string | undefined): string | undefined {
  if (scope === undefined) return undefined;
  const plain = scope.replace(/^@/, '');
  if (/^[A-Za-z0-9~_-][A-Za-z0-9._~-]*$/.test(plain)) return plain;
  throw usageError(`"${scope}" is no npm scope.`, 'Give one such as --scope @abc.');
}
