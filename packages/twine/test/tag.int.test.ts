import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWheel } from './distributions.ts';
import { TwineInMemory } from './twine-in-memory.ts';

/** The interpreter, `python3` unless BUILDSET_PYTHON names another. */
const PYTHON = process.env['BUILDSET_PYTHON'] ?? 'python3';
/** The first release whose `wheel tags` removes a tag as later ones do. */
const OLDEST_WHEEL = [0, 46] as const;

const CONTENTS = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for info in archive.infolist():
        print(info.filename, info.external_attr if not info.filename.endswith("RECORD") else "", archive.read(info))`;

function python(...args: string[]): string {
  return execFileSync(PYTHON, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function lack(): string | undefined {
  if (process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') return undefined;
  try {
    const version = python('-c', 'import importlib.metadata as m; print(m.version("wheel"))').split('.').map(Number);
    const [major = 0, minor = 0] = version;
    if (major > OLDEST_WHEEL[0] || minor >= OLDEST_WHEEL[1]) return undefined;
  } catch {
    // no python3, or no wheel
  }
  return `${PYTHON} has no wheel ${OLDEST_WHEEL.join('.')} or newer`;
}

const reason = lack();

describe.skipIf(reason !== undefined)(
  `tag and wheel tags${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let twine: TwineInMemory;
    beforeEach(async () => {
      twine = await TwineInMemory.create();
    });
    afterEach(() => twine.remove());

    it.each([
      ['writes', undefined, '23'],
      ['keeps leading zeros of', undefined, '023'],
      ['changes', '22', '23'],
      ['removes', '22', ''],
      ['leaves', '23', '23'],
    ])('%s the build tag of a wheel as it does', async (_, before, build) => {
      const [ours, theirs] = [join(twine.folder, 'ours'), join(twine.folder, 'theirs')];
      const path = await writeWheel(ours, before);
      await mkdir(theirs);
      const copy = join(theirs, path.slice(ours.length));
      await copyFile(path, copy);
      const printed = python('-m', 'wheel', 'tags', '--build', build, '--remove', copy);
      const { code, stdout } = await twine.run(['tag', '--build', build, '--remove', path]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: printed });
      expect(await readdir(ours)).toEqual(await readdir(theirs));
      const name = stdout.trim();
      expect(python('-c', CONTENTS, join(ours, name))).toBe(python('-c', CONTENTS, join(theirs, name)));
      const original = await writeWheel(ours, before);
      expect(await twine.run(['verify', original, join(theirs, name)])).toMatchObject({ code: 0, stderr: '' });
      await rm(theirs, { recursive: true });
    });
  },
);
