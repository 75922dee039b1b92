import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { FormField } from '@buildset/core';
import { expect, it } from 'vitest';

import { inspect } from '../src/inspect.ts';
import { MemoryFile } from './memory-file.ts';
import { describeWithPython, python } from './python.ts';
import { buildTarGz } from './tar-builder.ts';
import { buildWheel } from './wheel-builder.ts';

const TWINE = `
import json, sys
from twine import exceptions, package, repository
def answer(path):
    try: data = package.PackageFile.from_filename(path, None).metadata_dictionary()
    except exceptions.InvalidDistribution: return None
    return repository.Repository._convert_metadata_to_list_of_tuples(data)
print(json.dumps([answer(path) for path in json.load(sys.stdin)]))`;

const metadata = (version: string, ...lines: string[]): string =>
  [`Metadata-Version: ${version}`, 'Name: pyabc', 'Version: 1.0.0', ...lines].join('\n');

const CASES = [
  metadata('1.0', 'Platform: any', 'License: First', '        second', 'Description: in a', '        header'),
  metadata('1.1', 'Supported-Platform: RedHat 7.2', 'Requires: a', 'Provides: b', 'Obsoletes: c', 'Classifier: A'),
  metadata(
    '1.2',
    'Requires-External: C',
    'Maintainer: M',
    'Maintainer-Email: m@abc.example',
    'Provides-Dist: d',
    'Obsoletes-Dist: e',
  ),
  metadata('2.1', 'License-File: LICENSE', 'Description-Content-Type: text/markdown', '', '# Title', '', 'Ünï', ''),
  metadata(
    '2.1',
    'Project-URL: Docs,https://abc.example/a,b',
    'Project-URL: no comma',
    'Keywords: a,b c , d,',
    'Summary: ',
  ),
  metadata(
    '2.2',
    'Dynamic: Requires-Dist',
    'Requires-Dist: a (>=1,<2); python_version < "3.9" or extra == "x"',
    'Requires-Python: >=3.9, !=3.9.1',
  ),
  metadata(
    '2.3',
    'Provides-Extra: a_b',
    'Home-page: https://abc.example',
    'Download-URL: https://abc.example/d',
    'Author-email: a',
  ),
  metadata(
    '2.4',
    'License-Expression: MIT AND (Apache-2.0 OR BSD-3-Clause)',
    'License-File: a/LICENSE',
    'License-File: NOTICE',
  ),
  metadata('2.4', 'Summary: One', 'summary: Two'),
  metadata('2.0'),
  metadata('2.1', 'Colour: blue'),
  metadata('2.1', 'Requires-Dist: a=1'),
  metadata('2.1', 'Requires-Dist: a>=1;'),
  metadata('2.1', 'Requires-Dist: a @ https://abc.example/a.whl ; extra == "x"'),
  metadata('2.1', 'Requires-Python: >3.x'),
  metadata('2.1', 'Provides-Extra: -a'),
  metadata('2.1', 'Description-Content-Type: text/html'),
  metadata('2.2', 'Dynamic: Name'),
  metadata('2.3', 'License-Expression: MIT'),
  metadata('2.4', 'License-Expression: MIT AND'),
  metadata('2.4', 'License-File: ../LICENSE'),
  metadata('2.1', 'Description: one', '', 'two'),
  metadata('2.1', 'not a field', 'Summary: in the body'),
  metadata('2.1').replaceAll('\n', '\r\n'),
];

describeWithPython('twine', '6.1', 'against twine', () => {
  it('sends the same fields, and refuses the same files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'buildset-twine-'));
    const files = CASES.flatMap((text) => [
      buildWheel({ metadata: text, fileName: 'pyabc-1.0.0-5-py2.py3-none-any.whl' }),
      new MemoryFile('pyabc-1.0.0.tar.gz', sdist(text)),
    ]);
    const paths = files.map((file, i) => {
      const path = join(mkdtempSync(join(folder, String(i))), file.name);
      writeFileSync(path, file.bytes);
      return path;
    });
    const theirs = python(TWINE, paths) as (FormField[] | null)[];
    rmSync(folder, { recursive: true });
    const ours = await Promise.all(files.map((file) => inspect(file).catch(() => null)));
    expect(ours.map((inspected) => comparable(inspected?.fields))).toEqual(theirs.map((fields) => comparable(fields)));
  });
});

// twine adds these where it sends the form, and its order is arbitrary but for repeated fields.
function comparable(fields: readonly FormField[] | null | undefined): readonly string[] | null {
  if (!fields) return null;
  const others = fields.filter(([name]) => !/^:action$|^protocol_version$|_digest$/.test(name));
  return others.toSorted(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`);
}

// With one member only, twine takes it for the archive's directory.
function sdist(text: string): Uint8Array {
  return buildTarGz([{ path: 'pyabc-1.0.0/PKG-INFO', content: text }, { path: 'pyabc-1.0.0/setup.py' }]);
}
