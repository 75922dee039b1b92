import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSdist, writeWheel } from '../../test/distributions.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { TwineInMemory } from '../../test/twine-in-memory.ts';

const DESCRIBED = 'Description-Content-Type: text/markdown\n\n# pyabc\n';

describe('check', () => {
  let twine: TwineInMemory;
  beforeEach(async () => {
    twine = await TwineInMemory.create();
  });
  afterEach(() => twine.remove());

  const check = (...flags: string[]) => twine.run(['check', ...flags, join(twine.dist, '*')]);

  it('passes what has a description', async () => {
    await writeSdist(twine.dist, '1.0.0', DESCRIBED);
    expect(await check('--strict')).toEqual({ code: 0, stdout: '1 file passed: 0 errors, 0 warnings\n', stderr: '' });
  });

  it('warns of a description that is missing, and fails with --strict', async () => {
    await writeWheel(twine.dist, '23');
    const { code, stdout } = await check();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^warning {2}content-type-missing {2}\S.*\nwarning {2}description-missing {3}\S/);
    expect(stdout).toContain('1 file passed: 0 errors, 2 warnings');
    expect(await check('--strict')).toMatchObject({ code: 3, stdout: expect.stringContaining('1 file failed') });
  });

  it('does not fail for reStructuredText, which it does not render', async () => {
    await writeSdist(twine.dist, '1.0.0', 'Description-Content-Type: text/x-rst\n\npyabc\n=====\n');
    const { code, stdout } = await check('--strict');
    expect(code).toBe(0);
    expect(stdout).toContain('unchecked  markup-unchecked');
  });

  it('checks every file, also after one that cannot be used', async () => {
    await writeFile(await writeWheel(twine.dist, '22', '0.9'), 'no wheel');
    await writeSdist(twine.dist);
    const { code, stdout } = await check('--json');
    expect(code).toBe(3);
    expect(schemaErrors('check', stdout, '@buildset/twine')).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({
      check: {
        passed: false,
        findings: [
          { level: 'error', code: 'archive-corrupt', path: join(twine.dist, 'pyabc-0.9-22-py3-none-any.whl') },
          { level: 'warning', code: 'content-type-missing' },
          { level: 'warning', code: 'description-missing' },
        ],
      },
    });
  });

  it('says when the files of a project make no build', async () => {
    await writeWheel(twine.dist, '22');
    await writeWheel(twine.dist, '23');
    await writeSdist(twine.dist, '0.9.0', DESCRIBED);
    const { code, stdout } = await check();
    expect(code).toBe(3);
    for (const finding of ['several-versions', 'several-builds', 'slot-taken-twice']) {
      expect(stdout).toMatch(new RegExp(`^error +${finding} +\\S`, 'm'));
    }
  });

  it('leaves signatures out', async () => {
    await writeSdist(twine.dist, '1.0.0', DESCRIBED);
    await writeFile(join(twine.dist, 'pyabc-1.0.0.tar.gz.asc'), 'signature');
    expect(await check()).toMatchObject({ code: 0, stderr: expect.stringContaining('warning: left out') });
  });

  it.each([
    ['no-files', 'absent/*'],
    ['file-not-found', 'absent.whl'],
  ])('ends with 2 for %s', async (code, pattern) => {
    expect(await twine.run(['check', pattern])).toMatchObject({ code: 2, stderr: expect.stringContaining(code) });
  });
});
