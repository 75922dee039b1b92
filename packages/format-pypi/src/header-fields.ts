/** A message in the form of e-mail headers and a body, as core metadata and `WHEEL` files are written. */
export interface HeaderMessage {
  /** In the order of the file, names as spelled; continuation lines keep their line ends and indentation. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Everything after the first blank line; empty when there is none. */
  readonly body: string;
}

const FIELD = /^([!-9;-~]+):[ \t]*(.*)$/s;

/**
 * Reads headers and a body as Python's `email` package does under its `compat32` policy. Never fails: the first line
 * that is neither a field nor a continuation begins the body.
 */
export function parseHeaderMessage(text: string): HeaderMessage {
  const fields: [string, string][] = [];
  let position = 0;
  while (position < text.length) {
    const end = lineEnd(text, position);
    const line = text.slice(position, end);
    const last = fields.at(-1);
    if (/^\r?\n?$/.test(line)) return finish(fields, text.slice(end));
    if (/^[ \t]/.test(line) && last) {
      last[1] += line;
    } else {
      const [, name, value = ''] = FIELD.exec(line) ?? [];
      if (name === undefined) break;
      fields.push([name, value]);
    }
    position = end;
  }
  return finish(fields, text.slice(position));
}

/** The values of the fields of that name, whatever its case, in order. */
export function fieldValues(message: HeaderMessage, name: string): readonly string[] {
  return message.fields.filter(([field]) => field.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

function finish(fields: readonly (readonly [string, string])[], body: string): HeaderMessage {
  return { fields: fields.map(([name, value]) => [name, value.replace(/[\r\n]+$/, '')]), body };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}
