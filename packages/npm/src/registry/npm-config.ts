import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Environment, firstSet } from '@buildset/cli-kit';
import { NpmCommandError } from '../npm-command-error.ts';

/** A value of npm's configuration, and where it was found: a file, or a variable. */
export interface NpmConfigValue {
  readonly value: string;
  readonly from: string;
}

/** npm's configuration of a project, as far as it is text. */
export interface NpmConfig {
  /** `registry`, `@scope:registry`, `//host/:_authToken`: as npm's own documentation has them. */
  get(name: string): NpmConfigValue | undefined;
}

/**
 * Reads npm's configuration where npm does, the first that says something wins: `npm_config_*` variables, which `npm run`
 * sets too, the project's `.npmrc`, the user's, the global one. `${NAME}` in a file is a variable; what is not set stays
 * as it is written. Throws `npmrc-invalid` for a file that is there and cannot be read.
 */
export async function readNpmConfig(projectFolder: string, environment: Environment): Promise<NpmConfig> {
  const files = await Promise.all(npmrcFiles(projectFolder, environment).map((file) => readNpmrc(file, environment)));
  return {
    get: (name) => fromVariable(name, environment) ?? files.map((file) => file.get(name)).find((found) => found),
  };
}

function npmrcFiles(projectFolder: string, environment: Environment): string[] {
  const home = firstSet(environment, 'HOME', 'USERPROFILE') ?? homedir();
  const prefix = configVariable('prefix', environment)?.value ?? dirname(dirname(process.execPath));
  const user = configVariable('userconfig', environment)?.value ?? join(home, '.npmrc');
  const global = configVariable('globalconfig', environment)?.value ?? join(prefix, 'etc', 'npmrc');
  return [...new Set([join(projectFolder, '.npmrc'), user, global])];
}

async function readNpmrc(file: string, environment: Environment): Promise<ReadonlyMap<string, NpmConfigValue>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return '';
    throw new NpmCommandError('npmrc-invalid', `${file} cannot be read.`, 'Check its rights.', { cause });
  });
  const { parse } = await import('ini');
  const values = Object.entries(parse(text)).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'boolean' ? [[name, String(value)] as const] : [],
  );
  return new Map(
    values.map(([name, value]) => [expand(name, environment), { value: expand(value, environment), from: file }]),
  );
}

function fromVariable(name: string, environment: Environment): NpmConfigValue | undefined {
  const own = configVariable(/^(@|\/\/)/.test(name) ? name : name.replaceAll('-', '_'), environment);
  return own === undefined || own.value === '' ? undefined : own;
}

/** npm takes its variables in any case. */
function configVariable(name: string, environment: Environment): NpmConfigValue | undefined {
  const wanted = `npm_config_${name}`.toLowerCase();
  const found = Object.entries(environment).find(([variable]) => variable.toLowerCase() === wanted);
  return found?.[1] === undefined ? undefined : { value: found[1], from: found[0] };
}

/** As npm does: an even number of backslashes before `${NAME}`, or none, makes it a variable; `${NAME?}` may be unset. */
function expand(text: string, environment: Environment): string {
  return text.replaceAll(
    /(?<!\\)((?:\\\\)*)\$\{([^${}?]+)(\?)?\}/g,
    (whole, escape: string, name: string, optional) => {
      const value = environment[name] ?? (optional === undefined ? undefined : '');
      return value === undefined ? whole : `${escape}${value}`;
    },
  );
}
