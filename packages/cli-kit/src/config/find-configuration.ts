import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { CliError } from '../cli-error.ts';
import type { Environment } from '../environment.ts';
import { type Configuration, configurationSchema } from './configuration.ts';
import { loggedIn, type LoggedIn } from './logged-in.ts';
import { configuredSettings, type Settings } from './settings.ts';

/** What a project's file and the environment say. */
export interface FoundConfiguration {
  readonly configuration: Configuration;
  /** The file, where there is one. */
  readonly file?: string;
  /** The connection's settings, each with where it comes from. */
  readonly settings: Settings;
  /** Where package managers are logged in; looked for when nothing else names a domain. */
  readonly loggedIn: readonly LoggedIn[];
}

/**
 * Finds the configuration upwards from a folder: `buildset` in package.json, `[tool.buildset]` in pyproject.toml, or
 * buildset.config.json or .yaml. `BUILDSET_*` variables go over it. Throws `configuration-invalid`, naming the file.
 */
export async function findConfiguration(folder: string, environment: Environment): Promise<FoundConfiguration> {
  const found = await search(resolve(folder));
  const configuration = found ? parse(found.config, found.filepath) : {};
  const settings = configuredSettings(configuration, found?.filepath ?? '', environment);
  return {
    configuration,
    settings,
    loggedIn: settings.domain ? [] : await loggedIn(resolve(folder), environment),
    ...(found ? { file: found.filepath } : {}),
  };
}

/** The places in each folder, the first that says something of buildset wins. */
const PLACES: readonly (readonly [name: string, read: (content: string) => unknown])[] = [
  ['buildset.config.json', JSON.parse],
  ['buildset.config.yaml', yaml],
  ['package.json', packageJson],
  ['pyproject.toml', pyproject],
];

async function search(folder: string): Promise<{ readonly config: unknown; readonly filepath: string } | undefined> {
  for (const [name, read] of PLACES) {
    const filepath = join(folder, name);
    const config = await readIfThere(filepath, read);
    if (config !== undefined) return { config, filepath };
  }
  const above = dirname(folder);
  return above === folder ? undefined : await search(above);
}

/** Throws `configuration-invalid`, which names the file, when it is there but cannot be read. */
async function readIfThere(file: string, read: (content: string) => unknown): Promise<unknown> {
  try {
    // A byte order mark, which some editors of Windows write, is no part of a text.
    return await read((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(`The configuration file ${file} cannot be read: ${reason}`, error);
  }
}

async function yaml(content: string): Promise<unknown> {
  return (await import('yaml')).parse(content);
}

function packageJson(content: string): unknown {
  const parsed: unknown = JSON.parse(content);
  return typeof parsed === 'object' && parsed !== null && 'buildset' in parsed ? parsed.buildset : undefined;
}

async function pyproject(content: string): Promise<unknown> {
  const { parse: parseToml } = await import('smol-toml');
  const tool = parseToml(content)['tool'];
  return typeof tool === 'object' && tool !== null && 'buildset' in tool ? tool['buildset'] : undefined;
}

function parse(content: unknown, file: string): Configuration {
  const parsed = v.safeParse(configurationSchema, content);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map(problem);
  throw invalid(`The configuration in ${file} is not valid: ${problems.join('; ')}`);
}

function problem(issue: v.InferIssue<typeof configurationSchema>): string {
  const key = v.getDotPath(issue) ?? 'it';
  if (issue.expected === 'never') return `${key} ${issue.message}`;
  if (issue.received === 'undefined') return `${key} is missing`;
  return `${key}: ${issue.message}`;
}

function invalid(message: string, cause?: unknown): CliError {
  const next = '`buildset config schema` prints what it may hold.';
  return new CliError('configuration-invalid', message, { next, ...(cause === undefined ? {} : { cause }) });
}
