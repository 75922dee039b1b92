import { quoted } from './errors.ts';

const TYPES = ['text/plain', 'text/x-rst', 'text/markdown'];
const VARIANTS = ['GFM', 'CommonMark'];
const PARAMETER = /;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^;"\s]+))\s*/y;

/** What a description says it is written in. */
export interface DescriptionContentType {
  /** Lower case. */
  readonly type: string;
  /** By lower-case name. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads a `Description-Content-Type`; undefined when it is not formed as a content type (RFC 2045). */
export function parseContentType(value: string): DescriptionContentType | undefined {
  const [type = ''] = /^\s*[\w.+-]+\/[\w.+-]+\s*/.exec(value) ?? [];
  if (type === '') return undefined;
  const parameters = new Map<string, string>();
  let position = type.length;
  while (position < value.length) {
    PARAMETER.lastIndex = position;
    const match = PARAMETER.exec(value);
    if (!match)
      return /^;?\s*$/.test(value.slice(position)) ? { type: type.trim().toLowerCase(), parameters } : undefined;
    parameters.set((match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? '');
    position = PARAMETER.lastIndex;
  }
  return { type: type.trim().toLowerCase(), parameters };
}

/** What is wrong with a `Description-Content-Type` (core metadata specification), or undefined. */
export function contentTypeProblem(value: string): string | undefined {
  const parsed = parseContentType(value);
  if (!parsed || !TYPES.includes(parsed.type)) {
    return `the description's content type is ${quoted(value)}, not one of ${TYPES.join(', ')}`;
  }
  const charset = parsed.parameters.get('charset') ?? 'UTF-8';
  if (charset.toLowerCase() !== 'utf-8') return `the description's charset is ${quoted(charset)}, not UTF-8`;
  const variant = parsed.parameters.get('variant') ?? 'GFM';
  if (parsed.type === 'text/markdown' && !VARIANTS.includes(variant)) {
    return `the description's Markdown variant is ${quoted(variant)}, not one of ${VARIANTS.join(', ')}`;
  }
  return undefined;
}
