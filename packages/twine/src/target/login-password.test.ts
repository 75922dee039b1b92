import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '@buildset/cli-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWheel } from '../../test/distributions.ts';
import { runTwine } from '../../test/twine-in-memory.ts';

/** Nothing listens there: a login that was found is one that gets as far as connecting. */
const INDEX = 'http://127.0.0.1:9/legacy/';
const noAws: Connector = () => Promise.reject(new Error('no AWS here'));

describe('upload to an index without a password', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-password-'));
    await writeWheel(join(folder, 'dist'), '23');
    const program = `#!/bin/sh\necho "$@" > '${folder}/asked'\n[ "$3" = me ] && echo from-keyring\n`;
    await writeFile(join(folder, 'keyring'), program);
    await chmod(join(folder, 'keyring'), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const upload = async (options: {
    readonly flags?: readonly string[];
    readonly path?: string;
    readonly askSecret?: (question: string) => Promise<string>;
  }) => {
    const { askSecret, flags = [], path = '' } = options;
    const args = ['upload', join(folder, 'dist', '*'), '--repository-url', INDEX, ...flags];
    return runTwine(args, noAws, { HOME: folder, PATH: path }, { ...(askSecret && { askSecret }) });
  };

  it('ends with 5 where there is no keyring and nobody to ask', async () => {
    const { code, stderr } = await upload({});
    expect(code).toBe(5);
    expect(stderr).toContain('error[password-missing]: There is no password for http://127.0.0.1:9/legacy/.');
    expect(stderr).toContain('Give --password or TWINE_PASSWORD, a section of .pypirc, or `keyring set`');
    expect(stderr).not.toContain('aws codeartifact login');
  });

  it('asks the keyring program for the user and the address', async () => {
    const { stderr } = await upload({ flags: ['-u', 'me'], path: folder });
    expect(stderr).toContain('error[connection-failed]');
    expect((await upload({ flags: ['-u', 'you'], path: folder })).code).toBe(5);
  });

  it('asks the person last, and shows nothing of what was typed', async () => {
    const questions: string[] = [];
    const askSecret = async (question: string): Promise<string> => {
      questions.push(question);
      return 'typed-secret';
    };
    const { stderr, stdout } = await upload({ askSecret });
    expect(questions).toEqual(['Password of __token__ for http://127.0.0.1:9/legacy/: ']);
    expect(stderr).toContain('error[connection-failed]');
    expect(stdout + stderr).not.toContain('typed-secret');
  });

  it('needs none beside a client certificate', async () => {
    const { stderr } = await upload({ flags: ['--client-cert', join(folder, 'none.pem')] });
    expect(stderr).toContain('error[file-unreadable]');
  });

  it('takes an empty one that is given', async () => {
    const { stderr } = await upload({ flags: ['-u', '', '-p', ''] });
    expect(stderr).toContain('error[connection-failed]');
  });

  it('asks nobody with --non-interactive', async () => {
    const askSecret = (): Promise<string> => Promise.reject(new Error('asked'));
    expect((await upload({ askSecret, flags: ['--non-interactive'] })).code).toBe(5);
  });
});
