import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles the server of this source tree, unless it was, and returns the program, which a process of its own can run. */
export function builtServer(name: string): string {
  if (process.env['BUILDSET_TEST_BUILT'] === '1') return pathToFileURL(join(root, 'dist', 'cli', 'main.cjs')).href;
  const out = join(root, '.cache', name);
  const rolldown = fileURLToPath(new URL('../../../node_modules/rolldown/bin/cli.mjs', import.meta.url));
  const options = ['-c', 'rolldown.config.mjs', '-d', out];
  execFileSync(process.execPath, [rolldown, ...options], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return pathToFileURL(join(out, 'cli', 'main.cjs')).href;
}

export interface ChildServer {
  readonly process: ChildProcess;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Ends it as a crash does, and waits until it is gone. */
  kill(): Promise<void>;
}

/** `before` is shell text that runs first, such as a limit. */
export async function startChild(
  program: string,
  dataDir: string,
  before = '',
  ...flags: readonly string[]
): Promise<ChildServer> {
  const code = `import(${JSON.stringify(program)}).then(({ main }) => main(process.argv))`;
  const argv = ['-e', code, '--', 'codeartifact-local', 'start', '--port', '0', '--json', '--data', dataDir, ...flags];
  const command = `${before} exec "$0" "$@"`;
  const child = spawn('bash', ['-c', command, process.execPath, ...argv], { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = once(child, 'exit');
  const [line]: unknown[] = await Promise.race([once(child.stdout, 'data'), gone.then(() => ['{}'])]);
  const ready: unknown = JSON.parse(String(line));
  if (!isReady(ready)) throw new Error(`the server did not start: ${String(line)}`);
  const { endpoint, accessKeyId, secretAccessKey } = ready;
  return {
    process: child,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

interface Ready {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function isReady(value: unknown): value is Ready {
  return typeof value === 'object' && value !== null && 'endpoint' in value;
}
