// Makes a fresh or stale checkout ready: `npm ci` when node_modules does not match package-lock.json, and with
// `--build` a (cached) build. It runs before anything is installed, so it may use Node's own modules only.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The packages that a lock file lists under a `node_modules` folder, by path. */
function locked(file) {
  const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8'));
  return new Map(Object.entries(packages).filter(([path]) => path.includes('node_modules/')));
}

/** Whether node_modules holds what the lock file asks for; packages for other platforms may be missing. */
function isInstalled() {
  try {
    const installed = locked('node_modules/.package-lock.json');
    for (const [path, wanted] of locked('package-lock.json')) {
      const found = installed.get(path);
      if (
        found === undefined ? !(wanted.optional || wanted.devOptional || wanted.peer) : found.version !== wanted.version
      ) {
        return false;
      }
    }
    return true;
  } catch {
    return false; // no lock file of an installation: nothing is installed
  }
}

function run(what, command, args) {
  process.stderr.write(`${what}\n`);
  const shell = process.platform === 'win32';
  // npm's messages are progress here: stdout belongs to the command that comes after.
  const env = { ...process.env, NX_TUI: 'false' }; // lines, and of a build that succeeds one
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 'inherit'], shell });
  if (error) process.stderr.write(`bootstrap: cannot run ${command}: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`buildset needs Node.js 20.19 or newer; this is ${process.version}.\n`);
  process.exit(1);
}
if (!isInstalled()) run('Installing the dependencies (npm ci) …', 'npm', ['ci', '--no-audit', '--no-fund']);
if (process.argv.includes('--build')) {
  run('Building what changed …', 'npx', ['--no-install', 'nx', 'run-many', '-t', 'build']);
}
