import { pypiError, quoted } from './errors.ts';
import { type Marker, parseMarker } from './marker.ts';
import { canonicalName } from './python-name.ts';
import { parseSpecifiers, type SpecifierSet } from './specifier.ts';

/** A dependency as `Requires-Dist` states it (dependency specifiers, PEP 508). */
export interface Requirement {
  /** Canonical. */
  readonly name: string;
  /** Canonical, in the order written. */
  readonly extras: readonly string[];
  /** Empty when every version will do, and with a `url`. */
  readonly specifiers: SpecifierSet;
  /** Of `name @ url`. */
  readonly url?: string;
  readonly marker?: Marker;
}

const PARTS = /^\s*(?<name>[A-Z0-9][A-Z0-9._-]*)\s*(?:\[(?<extras>[^\]]*)\])?\s*(?<rest>.*)$/is;
const URL_AND_MARKER = /^@\s*(?<url>\S+)(?:\s+;(?<marker>.*))?\s*$/s;
const SPECIFIERS_AND_MARKER = /^(?:\((?<grouped>[^);]*)\)|(?!\()(?<plain>[^);]*))\s*(?:;(?<marker>.*))?$/s;

/** Reads a requirement. Throws `invalid-requirement`, and `invalid-environment-marker` or `invalid-specifier` for those parts. */
export function parseRequirement(text: string): Requirement {
  const { name = '', extras, rest = '' } = PARTS.exec(text)?.groups ?? {};
  const isUrl = rest.startsWith('@');
  const parts = (isUrl ? URL_AND_MARKER : SPECIFIERS_AND_MARKER).exec(rest)?.groups;
  if (!parts || !/[A-Z0-9]$/i.test(name)) throw invalid(text);
  const specifiers = (parts['grouped'] ?? parts['plain'] ?? '').trim();
  // The empty clauses that parseSpecifiers skips are no specifiers here, but for one trailing comma.
  if (/^,|,\s*,/.test(specifiers)) throw invalid(text);
  return {
    name: canonicalName(name),
    extras: parseExtras(extras, text),
    specifiers: parseSpecifiers(specifiers),
    ...(parts['url'] !== undefined && { url: parts['url'] }),
    ...(parts['marker'] !== undefined && { marker: parseMarker(parts['marker']) }),
  };
}

function parseExtras(list: string | undefined, text: string): readonly string[] {
  if (list === undefined || list.trim() === '') return [];
  return list.split(',').map((extra) => {
    const name = extra.trim();
    if (!/^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i.test(name)) throw invalid(text);
    return canonicalName(name);
  });
}

function invalid(text: string): Error {
  return pypiError(
    'invalid-requirement',
    `${quoted(text)} is not a requirement.`,
    'Write a requirement such as requests[socks]>=2.31; python_version >= "3.9" (PEP 508).',
  );
}
