import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as v from 'valibot';

/** The front-end of each format. */
const FRONT_ENDS = {
  npm: { name: '@buildset/npm', bin: 'codeartifact-npm' },
  pypi: { name: '@buildset/twine', bin: 'codeartifact-twine' },
} as const;

export type FrontEndFormat = keyof typeof FRONT_ENDS;

const withBin = v.object({ bin: v.record(v.string(), v.string()) });

/**
 * Runs a format's command in a project's folder, with this terminal's streams, and says whether it succeeded. Throws
 * when the package of the command is not installed, and names the command that installs it.
 */
export async function runFrontEnd(format: FrontEndFormat, args: readonly string[], cwd: string): Promise<boolean> {
  const child = spawn(process.execPath, [binOf(format, cwd), ...args], { cwd, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0;
}

function binOf(format: FrontEndFormat, folder: string): string {
  const { bin, name } = FRONT_ENDS[format];
  const manifest = manifestOf(name, folder);
  const file = v.parse(withBin, JSON.parse(readFileSync(manifest, 'utf8'))).bin[bin];
  if (file === undefined) throw new Error(`${name} has no command ${bin}: install it anew.`);
  return join(dirname(manifest), file);
}

function manifestOf(name: string, folder: string): string {
  try {
    return createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new Error(`${name} is not installed in this workspace: npm install --save-dev ${name}`, { cause });
  }
}
