import { execFileSync } from 'node:child_process';

import { describe } from 'vitest';

/** The interpreter, `python3` unless BUILDSET_PYTHON names another. */
export const PYTHON = process.env['BUILDSET_PYTHON'] ?? 'python3';

/** Runs a Python program with `input` as JSON on stdin; its stdout as JSON. */
export function python(program: string, input: unknown): unknown {
  const stdout = execFileSync(PYTHON, ['-c', program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

/**
 * `describe` when python3 can import the module at least of that version; else the suite is skipped and its title says why.
 * With BUILDSET_REQUIRE_CLIENTS=1 it runs, and fails.
 */
export function describeWithPython(module: string, version: string, title: string, suite: () => void): void {
  const lack = process.env['BUILDSET_REQUIRE_CLIENTS'] === '1' ? undefined : lackOf(module, version);
  const reason = lack === undefined ? '' : ` (skipped: ${lack})`;
  describe.skipIf(lack !== undefined)(`${title}${reason}`, () => {
    suite();
  });
}

function lackOf(module: string, version: string): string | undefined {
  const program = [
    'import importlib.metadata, json, re, sys',
    'wanted = json.load(sys.stdin)',
    'def key(text): return [int(part) for part in re.findall(r"\\d+", text)]',
    'try: found = importlib.metadata.version(wanted["module"])',
    'except importlib.metadata.PackageNotFoundError: found = None',
    'print(json.dumps({"found": found, "ok": found is not None and key(found) >= key(wanted["version"])}))',
  ].join('\n');
  try {
    const answer = python(program, { module, version });
    const isOk = typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true;
    return isOk ? undefined : `python3 has no ${module} ${version} or newer`;
  } catch {
    return 'there is no python3';
  }
}
