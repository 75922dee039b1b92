import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ClientHome } from './client-home.ts';
import { answersVersion, type Commands, commandsOf, findInterpreter, type PythonTool } from './python-tools.ts';
import { lastLine, type ProgramResult, runProgram } from '@buildset/testkit/program';
import { programOf, virtualEnvironment } from './virtual-environment.ts';

export interface RunOptions {
  readonly home: ClientHome;
  /** Default: the home. */
  readonly cwd?: string;
  /** On top of the home's environment, for example AWS_ENDPOINT_URL_CODEARTIFACT. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default 120,000. */
  readonly timeoutMs?: number;
  /** Whether a status other than 0 is a result too. Default false: it rejects with what the client printed. */
  readonly mayFail?: boolean;
}

export interface PythonClients {
  readonly available: true;
  /** Whether the Python tools are those of the PATH or of a virtual environment made for these tests. */
  readonly origin: 'path' | 'virtual-environment';
  /** The folder of the virtual environment's programs; absent where the tools are those of the PATH. */
  readonly programs?: string;
  /** Runs a client with the home's environment only. Rejects with an Error when it fails, unless `mayFail`. */
  run(tool: PythonTool, args: readonly string[], options: RunOptions): Promise<ProgramResult>;
}

export interface MissingClients {
  readonly available: false;
  /** What is missing, and what mends it, for people. */
  readonly reason: string;
}

export interface PythonClientsOptions {
  /** The environment to look in and to make virtual environments with. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where virtual environments are kept. Default: node_modules/.cache of the workspace. */
  readonly cacheFolder?: string;
  /** Where requirements.txt and requirements-aws.txt are. Default: tools/e2e. */
  readonly requirementsFolder?: string;
}

const E2E = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache', import.meta.url));

/** Which programs the clients are, as data: found once, known to every test file. */
export interface FoundClients {
  readonly available: true;
  readonly origin: PythonClients['origin'];
  readonly commands: Commands;
  /** The folder of a virtual environment's programs. */
  readonly programs?: string;
}

/**
 * Finds the real Python clients: those of the PATH if all are there, else those of a virtual environment, made once
 * from the pinned requirements (this takes up to a minute and the machine's package index). The AWS CLI of the PATH is
 * taken either way, and has an environment of its own where there is none. Never throws for what the machine lacks.
 */
export async function findClients(options: PythonClientsOptions = {}): Promise<FoundClients | MissingClients> {
  const { env = process.env, cacheFolder = CACHE, requirementsFolder = E2E } = options;
  const interpreter = await findInterpreter(env);
  if (!interpreter) return missing('no python3 is on the PATH (Debian: apt-get install python3 python3-venv)');
  const { executable: python, version: pythonVersion } = interpreter;
  const request = { python, pythonVersion, cacheFolder, env };
  const environment = (file: string) =>
    virtualEnvironment({ ...request, requirements: `${requirementsFolder}/${file}` });

  let aws = 'aws';
  if (!(await answersVersion('aws', env))) {
    const made = await environment('requirements-aws.txt');
    if (!made.made) return missing(`no aws is on the PATH, and ${made.reason}`);
    aws = programOf(made.folder, 'aws');
  }
  if (interpreter.hasClients && (await answersVersion('uv', env))) {
    return { available: true, origin: 'path', commands: commandsOf(python, { aws, uv: 'uv' }) };
  }
  const made = await environment('requirements.txt');
  if (!made.made) return missing(made.reason);
  const own = programOf(made.folder, 'python');
  const commands = commandsOf(own, { aws, uv: programOf(made.folder, 'uv') });
  return { available: true, origin: 'virtual-environment', commands, programs: dirname(own) };
}

/** `findClients`, ready to run. */
export async function pythonClients(options: PythonClientsOptions = {}): Promise<PythonClients | MissingClients> {
  return clientsOf(await findClients(options));
}

function missing(reason: string): MissingClients {
  return { available: false, reason };
}

/** Makes clients that were found ready to run. */
export function clientsOf(found: FoundClients | MissingClients): PythonClients | MissingClients {
  if (!found.available) return found;
  const { commands, origin, programs } = found;
  return {
    available: true,
    origin,
    ...(programs === undefined ? {} : { programs }),
    run: async (tool, args, options) => {
      const [program, ...before] = commands[tool];
      const { home, cwd = home.path, timeoutMs, mayFail = false } = options;
      const result = await runProgram(program, [...before, ...args], {
        cwd,
        env: { ...withPrograms(home.env, programs), ...options.env },
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      if (result.code === 0 || mayFail) return result;
      const end = result.signal ?? `status ${result.code}`;
      throw new Error(
        `${tool} ended with ${end}: ${lastLine(result)}\n${result.command}\n${result.stdout}${result.stderr}`,
      );
    },
  };
}

/** The environment's programs come first: `aws codeartifact login` looks for pip and twine on the PATH. */
function withPrograms(env: ClientHome['env'], programs: string | undefined): ClientHome['env'] {
  if (programs === undefined) return env;
  return { ...env, PATH: [programs, env['PATH'] ?? ''].join(delimiter) };
}
