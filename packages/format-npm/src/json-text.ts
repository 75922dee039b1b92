import { MAX_JSON_DEPTH } from './limits.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Where a string stands in a JSON text, its quotes included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The strings of a JSON object's text, for replacing some and leaving all else as it is. */
export interface JsonStrings {
  /** By `pathKey`: the values that are strings, in the object and in the objects right under it. The last of a key. */
  readonly values: ReadonlyMap<string, Span>;
  /** Keys that the object itself has more than once. */
  readonly repeatedKeys: ReadonlySet<string>;
}

interface Frame {
  readonly isObject: boolean;
  key: string | undefined;
  expectsKey: boolean;
}

/** Whether a parsed JSON value is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The key of `JsonStrings.values` for a path of one or two keys. */
export function pathKey(...keys: readonly string[]): string {
  return JSON.stringify(keys);
}

/** Finds the strings in a text that `JSON.parse` accepts; undefined when it is nested deeper than `MAX_JSON_DEPTH`. */
export function scanStrings(text: string): JsonStrings | undefined {
  const values = new Map<string, Span>();
  const keys = new Set<string>();
  const repeatedKeys = new Set<string>();
  const stack: Frame[] = [];
  for (let i = 0; i < text.length; i++) {
    const top = stack.at(-1);
    switch (text[i]) {
      case '{':
      case '[':
        if (stack.length === MAX_JSON_DEPTH) return undefined;
        stack.push({ isObject: text[i] === '{', key: undefined, expectsKey: text[i] === '{' });
        break;
      case '}':
      case ']':
        stack.pop();
        break;
      case ',':
        if (top) top.expectsKey = top.isObject;
        break;
      case '"': {
        const end = stringEnd(text, i);
        if (top?.expectsKey) {
          top.key = String(JSON.parse(text.slice(i, end)));
          top.expectsKey = false;
          if (stack.length === 1) (keys.has(top.key) ? repeatedKeys : keys).add(top.key);
        } else if (stack.length <= 2 && stack.every(({ isObject }) => isObject)) {
          values.set(pathKey(...stack.map(({ key }) => key ?? '')), { start: i, end });
        }
        i = end - 1;
        break;
      }
      default:
    }
  }
  return { values, repeatedKeys };
}

/** `text` with the strings at `edits` replaced. The spans may not overlap; their order does not matter. */
export function replaceStrings(text: string, edits: readonly { readonly span: Span; readonly to: string }[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { span, to } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    parts.push(text.slice(position, span.start), JSON.stringify(to));
    position = span.end;
  }
  return [...parts, text.slice(position)].join('');
}

function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}
