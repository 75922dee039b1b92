import { writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSdist, writeWheel } from '../../test/distributions.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { TwineInMemory } from '../../test/twine-in-memory.ts';

const DESCRIBED = 'Description-Content-Type: text/markdown\n\n# pyabc\n';

/** A Python with docutils, as an absolute path: what the PATH has may be a script that needs a home. */
const PYTHON = ((): string | undefined => {
  try {
    return execFileSync('python3', ['-c', 'import docutils, sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
})();

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

  describe('of reStructuredText', () => {
    const RST = 'Description-Content-Type: text/x-rst\n\n';
    const checkWith = (PATH: string) => twine.run(['check', '--strict', '--json', join(twine.dist, '*')], { PATH });

    it('says that it is not checked where no Python has docutils', async () => {
      await writeSdist(twine.dist, '1.0.0', `${RST}pyabc\n=====\n`);
      const { code, stdout } = await checkWith(twine.folder);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        check: { findings: [{ level: 'unchecked', code: 'markup-unchecked' }] },
      });
    });

    it.each(['[]', 'not found'])('does not take %j, which a broken Python prints, for an answer', async (printed) => {
      await writeSdist(twine.dist, '1.0.0', `${RST}pyabc\n=====\n`);
      await writeFile(join(twine.folder, 'python3'), `#!/bin/sh\necho "${printed}"\n`, { mode: 0o755 });
      expect((await checkWith(twine.folder)).stdout).toContain('markup-unchecked');
    });

    describe.skipIf(PYTHON === undefined)(
      `with docutils${PYTHON === undefined ? ' (skipped: no python3 has it)' : ''}`,
      () => {
        const withPython = () => checkWith(dirname(PYTHON ?? ''));

        it('passes what renders', async () => {
          await writeSdist(twine.dist, '1.0.0', `${RST}pyabc\n=====\n\n.. code-block:: python\n\n   1 + 1\n`);
          expect(JSON.parse((await withPython()).stdout)).toMatchObject({ check: { passed: true, findings: [] } });
        });

        it('renders UTF-8, whatever the locale', async () => {
          await writeSdist(twine.dist, '1.0.0', `${RST}Überschrift\n===========\n\nText.\n`);
          const inAscii = `#!/bin/sh\nLC_ALL=C exec ${PYTHON} -X utf8=0 "$@"\n`;
          await writeFile(join(twine.folder, 'python3'), inAscii, { mode: 0o755 });
          expect(JSON.parse((await checkWith(twine.folder)).stdout)).toMatchObject({ check: { passed: true } });
        });

        it.each([
          ['a title that is underlined too short', 'A long title\n=====\n', /line 2: Title underline too short\.$/],
          ['a directive that nobody knows', '.. nonsense::\n', /Unknown directive type "nonsense"\.$/],
          ['a role of Sphinx', 'See :ref:`there`.\n', /Unknown interpreted text role "ref"|No role entry for "ref"/],
          ['a file to include', '.. include:: /etc/hostname\n', /"include" directive disabled\.$/],
          ['raw HTML', '.. raw:: html\n\n   <b>\n', /"raw" directive disabled\.$/],
        ])('fails for %s, and says where', async (_what, text, message) => {
          await writeSdist(twine.dist, '1.0.0', RST + text);
          const { code, stdout } = await withPython();
          expect(code).toBe(3);
          expect(JSON.parse(stdout).check.findings).toEqual([
            {
              level: 'error',
              code: 'markup-invalid',
              path: join(twine.dist, 'pyabc-1.0.0.tar.gz'),
              message: expect.stringMatching(message),
            },
          ]);
        });
      },
    );
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
    expect(await check()).toMatchObject({ code: 0, stderr: expect.stringContaining('warning: OpenPGP signatures') });
  });

  it.each([
    ['no-files', 'absent/*'],
    ['file-not-found', 'absent.whl'],
  ])('ends with 2 for %s', async (code, pattern) => {
    expect(await twine.run(['check', pattern])).toMatchObject({ code: 2, stderr: expect.stringContaining(code) });
  });
});
