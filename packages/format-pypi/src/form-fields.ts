import type { FormField } from '@buildset/core';

import type { CoreMetadata } from './core-metadata.ts';

/** What the upload form says of a file besides its metadata. */
export interface FileKind {
  readonly filetype: 'bdist_wheel' | 'sdist';
  /** The wheel's Python tags as in its name (`py2.py3`), `source` for an sdist. */
  readonly pyversion: string;
}

/** Field of the metadata and what the form calls it, in the order in which they are sent. */
const FORM_NAMES: readonly (readonly [field: string, form: string])[] = [
  ['summary', 'summary'],
  ['home-page', 'home_page'],
  ['author', 'author'],
  ['author-email', 'author_email'],
  ['maintainer', 'maintainer'],
  ['maintainer-email', 'maintainer_email'],
  ['license', 'license'],
  ['license-expression', 'license_expression'],
  ['license-file', 'license_file'],
  ['keywords', 'keywords'],
  ['classifier', 'classifiers'],
  ['platform', 'platform'],
  ['supported-platform', 'supported_platform'],
  ['download-url', 'download_url'],
  ['project-url', 'project_urls'],
  ['requires-python', 'requires_python'],
  ['requires-dist', 'requires_dist'],
  ['provides-extra', 'provides_extra'],
  ['provides-dist', 'provides_dist'],
  ['obsoletes-dist', 'obsoletes_dist'],
  ['requires-external', 'requires_external'],
  ['requires', 'requires'],
  ['provides', 'provides'],
  ['obsoletes', 'obsoletes'],
  ['dynamic', 'dynamic'],
  ['description-content-type', 'description_content_type'],
  ['description', 'description'],
];

/**
 * The upload form's fields from the metadata alone: the names and values that twine sends (its order of them is
 * arbitrary, ours is fixed), without digests and `content`. Repeated fields are repeated pairs.
 */
export function formFields(metadata: CoreMetadata, kind: FileKind): readonly FormField[] {
  const fixed: FormField[] = [
    [':action', 'file_upload'],
    ['protocol_version', '1'],
    ['metadata_version', metadata.metadataVersion],
    ['name', metadata.name.replaceAll(/[^A-Za-z0-9.]+/g, '-')],
    ['version', metadata.version],
    ['filetype', kind.filetype],
    ['pyversion', kind.pyversion],
  ];
  const others = FORM_NAMES.flatMap(([field, form]) =>
    valuesOf(metadata, field).map((value): FormField => [form, value]),
  );
  return [...fixed, ...others];
}

function valuesOf(metadata: CoreMetadata, field: string): readonly string[] {
  const single = metadata.single.get(field);
  if (single !== undefined) return [field === 'keywords' ? commaSeparated(single) : single];
  const multiple = metadata.multiple.get(field) ?? [];
  return field === 'project-url' ? multiple.map(labelledUrl) : multiple;
}

function commaSeparated(keywords: string): string {
  return keywords
    .split(',')
    .map((keyword) => keyword.trim())
    .join(', ');
}

function labelledUrl(text: string): string {
  const comma = text.indexOf(',');
  const [label, url] = comma === -1 ? [text, ''] : [text.slice(0, comma), text.slice(comma + 1)];
  return `${label.trim()}, ${url.trim()}`;
}
