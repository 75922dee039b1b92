import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWheel } from '../../test/distributions.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { TwineInMemory } from '../../test/twine-in-memory.ts';

const UNTAGGED = 'pyabc-1.0.0-py3-none-any.whl';
const TAGGED = 'pyabc-1.0.0-23-py3-none-any.whl';

describe('verify', () => {
  let twine: TwineInMemory;
  beforeEach(async () => {
    twine = await TwineInMemory.create();
  });
  afterEach(() => twine.remove());

  it('proves that a stripped wheel is its original', async () => {
    const original = await writeWheel(twine.dist, '23');
    await twine.run(['tag', '--build', '', original]);
    const rewritten = join(twine.dist, UNTAGGED);
    expect(await twine.run(['verify', original, rewritten])).toEqual({
      code: 0,
      stdout: `${UNTAGGED} is ${TAGGED} but for its build tag: tagging the original again gives the same bytes\n`,
      stderr: '',
    });
    const { stdout } = await twine.run(['verify', original, rewritten, '--json']);
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, verify: { original, rewritten, equal: 'bytes' } });
    expect(schemaErrors('verify', stdout, '@buildset/twine')).toEqual([]);
  });

  it('says what differs', async () => {
    const original = await writeWheel(twine.dist, '23');
    const other = await writeWheel(twine.dist, undefined, '1.0.0', 'other text');
    const { code, stdout, stderr } = await twine.run(['verify', original, other]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('error[retag-differs]');
    expect(stderr).toContain('"pyabc.py" has another content');
  });

  it.each([['pyabc==1.0.0', 'other.whl', '--build', '23'], ['pyabc-1.0.0.whl'], ['a.whl', 'b.whl', '--set', 'x']])(
    'refuses %s %s as usage',
    async (...args) => {
      expect(await twine.run(['verify', ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
    },
  );

  it('ends with 2 for a file that is not there', async () => {
    const { code, stderr } = await twine.run(['verify', await writeWheel(twine.dist), 'absent.whl']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[file-not-found]') });
  });
});
