import type { Lines } from './lines.ts';

/** A section, from its header to the end of its last option; what follows belongs to nobody. */
export interface IniSection {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** An option with the lines of its value; `key` is in lower case. */
export interface IniOption {
  readonly section: string;
  readonly key: string;
  /** Its lines joined, without indentation. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

export interface IniText {
  readonly sections: readonly IniSection[];
  readonly options: readonly IniOption[];
}

/** The first line that is neither a section nor an option, counted from 1. */
export interface WrongLine {
  readonly wrongLine: number;
}

const HEADER = /^\[([^\]]+)\]/;
const OPTION = /^([^:=\s][^:=]*?)\s*[:=]\s*(.*)$/;

/**
 * Where the parts of a file are, as Python's `configparser.RawConfigParser` reads it: a line that is indented more than
 * its option continues it; no interpolation, and comments on lines of their own only.
 */
export function scanIni(lines: Lines): IniText | WrongLine {
  const sections: { name: string; from: number; to: number }[] = [];
  const options: { section: string; key: string; value: string; from: number; to: number; indent: number }[] = [];
  let option: (typeof options)[number] | undefined;
  for (const [index, whole] of lines.entries()) {
    const line = index === 0 ? whole.replace(/^\uFEFF/, '') : whole;
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const section = sections.at(-1);
    const indent = line.length - line.trimStart().length;
    if (section && option && indent > option.indent) {
      option.value = `${option.value}\n${content}`;
      option.to = section.to = index + 1;
      continue;
    }
    const name = HEADER.exec(content)?.[1];
    const [, key, value = ''] = OPTION.exec(content) ?? [];
    if (name !== undefined) {
      sections.push({ name, from: index, to: index + 1 });
      option = undefined;
    } else if (section && key !== undefined) {
      option = { section: section.name, key: key.toLowerCase(), value, from: index, to: index + 1, indent };
      section.to = index + 1;
      options.push(option);
    } else return { wrongLine: index + 1 };
  }
  return { sections, options };
}
