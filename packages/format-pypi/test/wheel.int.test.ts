import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { tagWheel } from '../src/tag-wheel.ts';
import { verifyRecord } from '../src/verify-record.ts';
import { verifyRetagged } from '../src/verify-retagged.ts';
import { collect, MemoryFile } from './memory-file.ts';
import { describeWithPython, python, PYTHON } from './python.ts';
import { buildWheel, wheelText } from './wheel-builder.ts';

const CONTENTS = `
import base64, json, sys, zipfile
def answer(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
        return {
            "files": [[info.filename, base64.b64encode(archive.read(info)).decode()] for info in infos],
            "modes": {info.filename: info.external_attr for info in infos if not info.filename.endswith("RECORD")},
            "comment": base64.b64encode(archive.comment).decode(),
        }
print(json.dumps([answer(path) for path in json.load(sys.stdin)]))`;

const WHEELS: readonly (readonly [string, MemoryFile])[] = [
  ['plain', buildWheel()],
  [
    'tagged already',
    buildWheel({ fileName: 'pyabc-1.0.0-022-py3-none-any.whl', wheel: wheelText(['py3-none-any'], '022') }),
  ],
  [
    'two tags in no order',
    buildWheel({ fileName: 'pyabc-1.0.0-py3.py2-none-any.whl', wheel: wheelText(['py3-none-any', 'py2-none-any']) }),
  ],
  [
    'directories',
    buildWheel({
      members: [
        { name: 'pyabc/', method: 0, mode: 0o040755 },
        { name: 'pyabc/a.py', content: 'a' },
      ],
    }),
  ],
  [
    'odd names',
    buildWheel({
      members: [
        { name: 'ä, "ü".py', content: 'a' },
        { name: 'a b.py', mode: 0o100755 },
      ],
    }),
  ],
  ['zip64', buildWheel({ zip: { zip64: true, comment: 'c' }, members: [{ name: 'a.py', content: 'a', zip64: true }] })],
  ['data descriptors', buildWheel({ members: [{ name: 'a.py', content: 'a', descriptor: true }] })],
  [
    'fields of its own and a body',
    buildWheel({ wheel: `${wheelText().replace('Tag:', 'X-Own: one\r\n two\r\nTag:').trim()}\n\nbody\nmore` }),
  ],
  ['a field that is not ASCII', buildWheel({ wheel: wheelText().replace('test', 'tést') })],
];

const NUMBERED = WHEELS.map(([what, file], index) => [what, file, index] as const);

describeWithPython('wheel', '0.46', 'against wheel tags', () => {
  let folder = '';
  let withBuild: readonly MemoryFile[];
  let tagged: readonly MemoryFile[];
  let untagged: readonly MemoryFile[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'buildset-wheel-'));
    const files = WHEELS.map(([, file]) => file);
    withBuild = wheelTags('023', files);
    tagged = wheelTags('7', files);
    untagged = wheelTags('', tagged);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What one run of `wheel tags --build` makes of files, each in a folder of its own. */
  function wheelTags(build: string, files: readonly MemoryFile[]): MemoryFile[] {
    const cwd = mkdtempSync(join(folder, 'tags-'));
    const paths = files.map((file, index) => {
      mkdirSync(join(cwd, String(index)));
      writeFileSync(join(cwd, String(index), file.name), file.bytes);
      return join(String(index), file.name);
    });
    execFileSync(PYTHON, ['-m', 'wheel', 'tags', '--build', build, '--remove', ...paths], { cwd });
    return files.map((_file, index) => {
      const [name = ''] = readdirSync(join(cwd, String(index)));
      return new MemoryFile(name, readFileSync(join(cwd, String(index), name)));
    });
  }

  function contents(...files: MemoryFile[]): unknown[] {
    const paths = files.map((file, i) => {
      const path = join(folder, String(i));
      writeFileSync(path, file.bytes);
      return path;
    });
    return python(CONTENTS, paths) as unknown[];
  }

  it.each(NUMBERED)('makes the same name and contents: %s', async (_, file, index) => {
    const theirs = at(withBuild, index);
    const result = await tagWheel(file, { build: '023' });
    const ours = new MemoryFile(result.name, await collect(result.stream()));
    expect(ours.name).toBe(theirs.name);
    const [inOurs, inTheirs] = contents(ours, theirs);
    expect(inOurs).toEqual(inTheirs);
    expect(await verifyRetagged(file, theirs)).toEqual({ equal: 'contents' });
    await verifyRecord(ours);
  });

  it.each(NUMBERED)('removes a tag as --build "" does: %s', async (_, _file, index) => {
    const theirs = at(untagged, index);
    const result = await tagWheel(at(tagged, index), { build: undefined });
    const ours = new MemoryFile(result.name, await collect(result.stream()));
    expect(ours.name).toBe(theirs.name);
    const [inOurs, inTheirs] = contents(ours, theirs);
    expect(inOurs).toEqual(inTheirs);
  });
});

function at(files: readonly MemoryFile[], index: number): MemoryFile {
  const file = files[index];
  if (!file) throw new Error(`there is no wheel ${index}`);
  return file;
}
