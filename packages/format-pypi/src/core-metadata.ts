import { isUtf8 } from 'node:buffer';

import { pypiError } from './errors.ts';
import { parseHeaderMessage } from './header-fields.ts';
import { MULTIPLE_FIELDS, SINGLE_FIELDS } from './metadata-fields.ts';
import { metadataProblems } from './metadata-rules.ts';

/** Faults named in one message. */
const MAX_LISTED = 10;

/** A distribution's core metadata, checked. Texts are as written; lists are in the order of the file. */
export interface CoreMetadata {
  readonly metadataVersion: string;
  /** As spelled. */
  readonly name: string;
  /** As spelled; a valid PEP 440 version. */
  readonly version: string;
  /** Fields that may stand once, by lower-case name (`summary`, `home-page`, `description`); only those present. */
  readonly single: ReadonlyMap<string, string>;
  /** Fields that may stand several times, by lower-case name (`classifier`, `requires-dist`); only those present. */
  readonly multiple: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads and checks a METADATA or PKG-INFO file (core metadata specification), as strictly as twine does before an upload.
 * `source` names the file in messages. Throws `metadata-not-utf8` and `invalid-metadata`, which lists every fault.
 */
export function parseCoreMetadata(bytes: Uint8Array, source: string): CoreMetadata {
  const { single, multiple, problems } = collectFields(decodeUtf8(bytes, source));
  problems.push(...metadataProblems(single, multiple));
  if (problems.length > 0) {
    throw pypiError(
      'invalid-metadata',
      `The metadata of ${source} is invalid: ${listed(problems)}.`,
      'Correct the project (pyproject.toml, setup.cfg) or update its build tool, and build again.',
    );
  }
  return {
    metadataVersion: single.get('metadata-version') ?? '',
    name: single.get('name') ?? '',
    version: (single.get('version') ?? '').trim(),
    single,
    multiple,
  };
}

interface Collected {
  readonly single: Map<string, string>;
  readonly multiple: Map<string, readonly string[]>;
  readonly problems: string[];
}

function collectFields(text: string): Collected {
  const message = parseHeaderMessage(text);
  const values = new Map<string, string[]>();
  for (const [name, value] of message.fields) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  if (message.body !== '') values.set('description', [...(values.get('description') ?? []), message.body]);

  const collected: Collected = { single: new Map(), multiple: new Map(), problems: [] };
  for (const [name, list] of values) {
    const [first = '', ...more] = list;
    if (MULTIPLE_FIELDS.has(name)) collected.multiple.set(name, list);
    else if (!SINGLE_FIELDS.has(name)) collected.problems.push(`the field ${name} is unknown`);
    else if (more.length > 0) collected.problems.push(`the field ${name} stands more than once`);
    else collected.single.set(name, first);
  }
  dropEarlyLicenseFiles(collected);
  return collected;
}

// setuptools wrote License-File into metadata 2.1, with another meaning than PEP 639 gave it; twine drops it there too.
function dropEarlyLicenseFiles({ single, multiple }: Collected): void {
  if (Number(single.get('metadata-version') ?? 0) < 2.4) multiple.delete('license-file');
}

function decodeUtf8(bytes: Uint8Array, source: string): string {
  if (!isUtf8(bytes)) {
    throw pypiError(
      'metadata-not-utf8',
      `The metadata of ${source} is not UTF-8.`,
      'Save the project files (README included) as UTF-8 and build again.',
    );
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}

function listed(problems: readonly string[]): string {
  const shown = problems.toSorted().slice(0, MAX_LISTED).join('; ');
  return problems.length > MAX_LISTED ? `${shown}; and ${problems.length - MAX_LISTED} more` : shown;
}
