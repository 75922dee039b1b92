import { CodedError } from '@buildset/core';
import * as fc from 'fast-check';
import { Parser, type ReadEntry } from 'tar';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../test/code-of.ts';
import { HOSTILE, honestMembers, tarballOf, tarballWith } from '../test/hostile-tarballs.ts';
import { collect } from '../test/memory-file.ts';
import { buildTgz, pax } from '../test/tar-builder.ts';
import { NPM_ERROR_CODES } from './errors.ts';
import { npm } from './npm.ts';
import { readTarball } from './read-tarball.ts';

describe('inspect', () => {
  describe.each(HOSTILE)('when a tarball has %s: %s', (code, _what, build) => {
    it('refuses it and says what to do', async () => {
      const error: unknown = await npm.inspect(build()).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(CodedError);
      expect(error).toMatchObject({ code, next: expect.stringMatching(/\.$/) });
    });
  });

  it('says why it refuses a hostile name without repeating all of it', async () => {
    const file = tarballWith(pax({ path: `package/../${'x'.repeat(100_000)}` }), { path: 'a' });
    const error: unknown = await npm.inspect(file).catch((caught: unknown) => caught);
    expect(String(error).length).toBeLessThan(400);
  });

  it('stops at a bomb without keeping it', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const bomb = HOSTILE.find(([code]) => code === 'archive-bomb')?.[2]();
    expect(await codeOf(() => bomb && npm.inspect(bomb))).toBe('archive-bomb');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(450 * 1024 * 1024);
  });
});

describe('readTarball', () => {
  it('takes what npm and other tools write', async () => {
    const long = `package/${'d/'.repeat(80)}file.js`;
    const file = tarballOf(
      buildTgz([
        pax({ comment: 'f'.repeat(40) }, 'g'),
        { path: './pkg/', type: '5' },
        { path: './pkg/package.json', content: '\uFEFF{"name":"JSONStream","version":"v1.0.0+07"}', mode: 0o755 },
        pax({ path: long.replace('package', 'pkg'), mtime: '1.5' }),
        { path: 'pkg/short', content: 'long' },
        { path: 'longlink', type: 'L', content: `pkg/${'é'.repeat(90)}\0` },
        { path: 'pkg/short', content: 'gnu' },
        { path: 'pkg/old/', type: '\0' },
      ]),
    );
    const { ref, files, manifest } = await readTarball(file);
    expect(ref).toEqual({ format: 'npm', name: 'JSONStream', version: '1.0.0' });
    expect(manifest.version).toMatchObject({ text: '1.0.0+07', build: '07' });
    expect(files.map(({ path, mode }) => [path, mode])).toEqual([
      ['package.json', 0o755],
      [`${'d/'.repeat(80)}file.js`, 0o644],
      ['é'.repeat(90), 0o644],
    ]);
  });

  it('fails with a code or not at all, whatever bytes are damaged', async () => {
    const bytes = buildTgz(honestMembers);
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    const property = fc.asyncProperty(damage, async (changes) => {
      const copy = Buffer.from(bytes);
      for (const [offset, value] of changes) copy[offset] = value;
      const code = await codeOf(() => readTarball(tarballOf(copy)));
      expect([undefined, ...NPM_ERROR_CODES]).toContain(code);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('never sees other files than node-tar, in what it accepts', async () => {
    const part = fc.constantFrom('package', 'lib', 'a', '.', '', 'é', 'package.json');
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const content = fc.string({ maxLength: 600 });
    const member = fc.record({
      path: path.map((name) => `package/${name}`),
      content,
      type: fc.constantFrom('0', '5', '\0'),
    });
    const renamed = fc.tuple(member, path).map(([own, name]) => [pax({ path: `package/${name}` }), own]);
    const members = fc.array(
      fc.oneof(
        member.map((own) => [own]),
        renamed,
      ),
      { maxLength: 4 },
    );
    const property = fc.asyncProperty(members, async (groups) => {
      const file = tarballOf(buildTgz([...honestMembers, ...groups.flat()]));
      const own = await readTarball(file).catch(() => undefined);
      if (!own) return;
      const theirs = await nodeTarFiles(await collect(file.stream()));
      expect(own.files.map(({ path: name, size, mode }) => [name, size, mode])).toEqual(theirs);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

/** What node-tar, which installs packages, sees in a tarball: path inside the root, size and mode of the files. */
async function nodeTarFiles(bytes: Uint8Array): Promise<[string, number, number][]> {
  const files: [string, number, number][] = [];
  const parser = new Parser({ strict: true });
  parser.on('entry', (entry: ReadEntry) => {
    const parts = entry.path.split('/').filter((part) => part !== '' && part !== '.');
    if (entry.type !== 'Directory') files.push([parts.slice(1).join('/'), entry.size, entry.mode ?? 0]);
    entry.resume();
  });
  await new Promise<void>((resolve, reject) => {
    parser.on('end', resolve);
    parser.on('error', reject);
    parser.end(Buffer.from(bytes));
  });
  return files;
}
