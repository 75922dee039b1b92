import { describe, expect, it } from 'vitest';

import { type CoreMetadata, parseCoreMetadata } from './core-metadata.ts';
import { formFields } from './form-fields.ts';

const parse = (text: string | Uint8Array): CoreMetadata => parseCoreMetadata(Buffer.from(text), 'a.whl');
const withFields = (version: string, ...lines: string[]): string =>
  [`Metadata-Version: ${version}`, 'Name: pyabc', 'Version: 1.0', ...lines].join('\n');

const FULL = withFields(
  '2.4',
  'Summary: A thing',
  'Home-page: https://abc.example',
  'Author: A. Author',
  'author-email: a@abc.example',
  'License-Expression: (MIT or Apache-2.0) AND LicenseRef-Own+',
  'License-File: LICENSE',
  'License-File: docs/NOTICE',
  'Keywords: one,two , three',
  'Platform: any',
  'Classifier: A :: B',
  'Classifier: C',
  'Project-URL: Docs,https://abc.example/docs',
  'Requires-Python: >=3.9,<4',
  'Requires-Dist: requests[socks]>=2; extra == "net"',
  'Provides-Extra: net',
  'Dynamic: License-File',
  'Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM',
  '',
  '# Näme',
  '',
  'Key: value',
  '',
);

describe('parseCoreMetadata', () => {
  it('reads headers and the body', () => {
    const metadata = parse(FULL);
    expect(metadata).toMatchObject({ metadataVersion: '2.4', name: 'pyabc', version: '1.0' });
    expect(metadata.single.get('description')).toBe('# Näme\n\nKey: value\n');
    expect(metadata.multiple.get('classifier')).toEqual(['A :: B', 'C']);
  });

  it('keeps continuation lines as written', () => {
    const metadata = parse(withFields('1.0', 'License: First', '        second', '\tthird', 'Author: X'));
    expect(metadata.single.get('license')).toBe('First\n        second\n\tthird');
  });

  it('reads Windows line ends', () => {
    const metadata = parse('Metadata-Version: 1.0\r\nName: pyabc\r\nVersion: 1.0\r\n\r\nOne\r\nTwo');
    expect(metadata.name).toBe('pyabc');
    expect(metadata.single.get('description')).toBe('One\r\nTwo');
  });

  it('drops License-File from metadata before 2.4, as twine does', () => {
    expect(parse(withFields('2.1', 'License-File: LICENSE')).multiple.has('license-file')).toBe(false);
  });

  it.each([
    ['no name', 'Metadata-Version: 2.1\nVersion: 1.0\n'],
    ['an empty file', ''],
    ['a byte-order mark', `\u{feff}${FULL}`],
    ['a metadata version that does not exist', withFields('2.0')],
    ['two names', withFields('2.1', 'Name: other')],
    ['an unknown field', withFields('2.1', 'Colour: blue')],
    ['a bad name', 'Metadata-Version: 2.1\nName: -a\nVersion: 1.0\n'],
    ['a bad version', 'Metadata-Version: 2.1\nName: a\nVersion: x\n'],
    ['a summary of two lines', withFields('2.1', 'Summary: a', ' b')],
    ['two descriptions', withFields('2.1', 'Description: a', '', 'b')],
    ['a field before its version', withFields('1.1', 'Requires-Dist: a')],
    ['a licence expression before 2.4', withFields('2.3', 'License-Expression: MIT')],
    ['a bad Requires-Python', withFields('2.1', 'Requires-Python: 3.9')],
    ['a bad Requires-Dist', withFields('2.1', 'Requires-Dist: a >> 1')],
    ['a bad extra', withFields('2.1', 'Provides-Extra: a b')],
    ['a bad content type', withFields('2.1', 'Description-Content-Type: text/html')],
    ['a bad charset', withFields('2.1', 'Description-Content-Type: text/plain; charset=latin-1')],
    ['a bad variant', withFields('2.1', 'Description-Content-Type: text/markdown; variant=Own')],
    ['a dynamic name', withFields('2.2', 'Dynamic: Name')],
    ['an unknown dynamic field', withFields('2.2', 'Dynamic: Colour')],
    ['a licence file outside', withFields('2.4', 'License-File: ../LICENSE')],
    ['an absolute licence file', withFields('2.4', 'License-File: /LICENSE')],
    ['a bad licence expression', withFields('2.4', 'License-Expression: MIT OR')],
    ['two URLs of one label', withFields('2.1', 'Project-URL: Docs, a', 'Project-URL: Docs, b')],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'invalid-metadata' }));
  });

  it('lists every fault', () => {
    expect(() => parse(withFields('2.1', 'Colour: blue', 'Requires-Python: x'))).toThrow(/colour.*"x"|"x".*colour/);
  });

  it('refuses what is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(withFields('2.1', 'Summary: ')), Buffer.from([0xe4])]);
    expect(() => parse(bytes)).toThrow(expect.objectContaining({ code: 'metadata-not-utf8' }));
  });
});

describe('formFields', () => {
  it('names the fields as twine does', () => {
    expect(formFields(parse(FULL), { filetype: 'bdist_wheel', pyversion: 'py3' })).toEqual([
      [':action', 'file_upload'],
      ['protocol_version', '1'],
      ['metadata_version', '2.4'],
      ['name', 'pyabc'],
      ['version', '1.0'],
      ['filetype', 'bdist_wheel'],
      ['pyversion', 'py3'],
      ['summary', 'A thing'],
      ['home_page', 'https://abc.example'],
      ['author', 'A. Author'],
      ['author_email', 'a@abc.example'],
      ['license_expression', '(MIT or Apache-2.0) AND LicenseRef-Own+'],
      ['license_file', 'LICENSE'],
      ['license_file', 'docs/NOTICE'],
      ['keywords', 'one, two, three'],
      ['classifiers', 'A :: B'],
      ['classifiers', 'C'],
      ['platform', 'any'],
      ['project_urls', 'Docs, https://abc.example/docs'],
      ['requires_python', '>=3.9,<4'],
      ['requires_dist', 'requests[socks]>=2; extra == "net"'],
      ['provides_extra', 'net'],
      ['dynamic', 'License-File'],
      ['description_content_type', 'text/markdown; charset=UTF-8; variant=GFM'],
      ['description', '# Näme\n\nKey: value\n'],
    ]);
  });

  it('sends the name with dashes', () => {
    const metadata = parse('Metadata-Version: 1.0\nName: Py_Abc.d\nVersion: 1.0\n');
    expect(formFields(metadata, { filetype: 'sdist', pyversion: 'source' })).toContainEqual(['name', 'Py-Abc.d']);
  });
});
