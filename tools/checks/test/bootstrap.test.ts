import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { writeFiles } from './fixture-workspace.ts';

const BOOTSTRAP = fileURLToPath(new URL('../../bootstrap.mjs', import.meta.url));

const recorder = (name: string): string => `#!/bin/sh\necho "${name} $*" >>calls\n`;

type Packages = Readonly<Record<string, { readonly version: string; readonly optional?: boolean }>>;

/** Runs the script in a workspace whose npm and npx only write down how they are called. */
function bootstrap(locked: Packages, installed: Packages | undefined, ...args: readonly string[]): string {
  const root = writeFiles({
    'package-lock.json': { packages: { '': {}, 'packages/core': { version: '0.1.0' }, ...locked } },
    ...(installed ? { 'node_modules/.package-lock.json': { packages: installed } } : {}),
    'tools/bootstrap.mjs': '',
    'bin/npm': recorder('npm'),
    'bin/npx': recorder('npx'),
    calls: '',
  });
  cpSync(BOOTSTRAP, join(root, 'tools/bootstrap.mjs'));
  for (const name of ['npm', 'npx']) chmodSync(join(root, 'bin', name), 0o755);
  const path = [join(root, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const env = { ...process.env, PATH: path };
  const { status } = spawnSync(process.execPath, [join(root, 'tools/bootstrap.mjs'), ...args], { env });
  expect(status).toBe(0);
  return readFileSync(join(root, 'calls'), 'utf8').trim();
}

const LOCKED: Packages = {
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-another-platform': { version: '1.0.0', optional: true },
};

describe.skipIf(process.platform === 'win32')('tools/bootstrap.mjs', () => {
  it('installs where there is no node_modules', () => {
    expect(bootstrap(LOCKED, undefined)).toBe('npm ci --no-audit --no-fund');
  });

  it('installs where a package has another version, or is missing', () => {
    expect(bootstrap(LOCKED, { 'node_modules/a': { version: '0.9.0' } })).toMatch(/^npm ci/);
    expect(bootstrap(LOCKED, {})).toMatch(/^npm ci/);
  });

  it('does nothing where node_modules is what the lock file asks for on this platform', () => {
    expect(bootstrap(LOCKED, { 'node_modules/a': { version: '1.0.0' } })).toBe('');
  });

  it('builds with --build', () => {
    expect(bootstrap(LOCKED, { 'node_modules/a': { version: '1.0.0' } }, '--build')).toMatch(
      /^npx --no-install nx run-many -t build/,
    );
  });
});
