import { type ClientHome, clientHome } from './client-home.ts';
import { type ProgramResult, runProgram } from '@buildset/testkit/program';

/** The Python clients that tests run. */
export type PythonTool = 'python' | 'pip' | 'build' | 'wheel' | 'twine' | 'uv' | 'aws';

/** How each tool is started: a program and the arguments that come before the test's own. */
export type Commands = Readonly<Record<PythonTool, readonly [program: string, ...args: string[]]>>;

export interface Interpreter {
  /** Absolute path. */
  readonly executable: string;
  readonly version: string;
  /** Whether it has pip, build, wheel with its `tags` command, twine and setuptools. */
  readonly hasClients: boolean;
}

const PROBE = `
import importlib.metadata as m, json, platform, sys
def version(name):
    try: return [int(part) for part in m.version(name).split('.')[:2]]
    except Exception: return None
wheel = version('wheel')
print(json.dumps({
    'executable': sys.executable,
    'version': platform.python_version(),
    'hasClients': all(version(n) for n in ('pip', 'build', 'twine', 'setuptools')) and wheel is not None and wheel >= [0, 40],
}))
`;

/** The first interpreter of the PATH that runs, seen from a client's home; undefined where there is none. */
export async function findInterpreter(outer: NodeJS.ProcessEnv): Promise<Interpreter | undefined> {
  for (const program of ['python3', 'python']) {
    const result = await tryRun(program, ['-c', PROBE], outer);
    if (result?.code === 0) return parseInterpreter(result.stdout);
  }
  return undefined;
}

/** Whether `program` of the PATH answers `--version` from a client's home. */
export async function answersVersion(program: string, outer: NodeJS.ProcessEnv): Promise<boolean> {
  return (await tryRun(program, ['--version'], outer))?.code === 0;
}

/** How the tools are started where `python` has the modules; `aws` and `uv` are programs. */
export function commandsOf(python: string, programs: { readonly aws: string; readonly uv: string }): Commands {
  const module = (name: string): readonly [string, ...string[]] => [python, '-m', name];
  return {
    python: [python],
    pip: module('pip'),
    build: module('build'),
    wheel: module('wheel'),
    twine: module('twine'),
    uv: [programs.uv],
    aws: [programs.aws],
  };
}

async function tryRun(
  program: string,
  args: readonly string[],
  outer: NodeJS.ProcessEnv,
): Promise<ProgramResult | undefined> {
  const home: ClientHome = await clientHome(outer);
  try {
    return await runProgram(program, args, { env: home.env, timeoutMs: 150_000 });
  } catch {
    return undefined; // not on the PATH
  } finally {
    await home.remove();
  }
}

function parseInterpreter(text: string): Interpreter | undefined {
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null) return undefined;
  if (!('executable' in found) || !('version' in found) || !('hasClients' in found)) return undefined;
  const { executable, version, hasClients } = found;
  if (typeof executable !== 'string' || typeof version !== 'string') return undefined;
  return { executable, version, hasClients: hasClients === true };
}
