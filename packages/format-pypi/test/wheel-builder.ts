import { createHash } from 'node:crypto';

import { MemoryFile } from './memory-file.ts';
import { buildZip, type ZipMember, type ZipOptions } from './zip-builder.ts';

export const METADATA = 'Metadata-Version: 2.1\nName: pyabc\nVersion: 1.0.0\nSummary: An example\n\nThe description.\n';

export interface WheelParts {
  readonly fileName?: string;
  readonly distInfo?: string;
  readonly metadata?: string | Uint8Array;
  readonly wheel?: string;
  /** Before the .dist-info files. */
  readonly members?: readonly ZipMember[];
  /** After RECORD. */
  readonly extra?: readonly ZipMember[];
  readonly zip?: ZipOptions;
}

/** A `WHEEL` file for one tag. */
export function wheelText(tags: readonly string[] = ['py3-none-any'], build?: string): string {
  const lines = [
    'Wheel-Version: 1.0',
    'Generator: test 1.0',
    'Root-Is-Purelib: true',
    ...tags.map((tag) => `Tag: ${tag}`),
  ];
  return `${[...lines, ...(build === undefined ? [] : [`Build: ${build}`])].join('\n')}\n\n`;
}

/** `pyabc-1.0.0-py3-none-any.whl` with one module, unless told otherwise. */
export function buildWheel(parts: WheelParts = {}): MemoryFile {
  const distInfo = parts.distInfo ?? 'pyabc-1.0.0.dist-info';
  const members: ZipMember[] = [
    ...(parts.members ?? [{ name: 'pyabc/__init__.py', content: 'VALUE = 1\n' }]),
    { name: `${distInfo}/METADATA`, content: parts.metadata ?? METADATA },
    { name: `${distInfo}/WHEEL`, content: parts.wheel ?? wheelText() },
  ];
  const record = { name: `${distInfo}/RECORD`, content: recordOf(members, `${distInfo}/RECORD`) };
  return new MemoryFile(
    parts.fileName ?? 'pyabc-1.0.0-py3-none-any.whl',
    buildZip([...members, record, ...(parts.extra ?? [])], parts.zip),
  );
}

/** The RECORD of the members, in their order. */
export function recordOf(members: readonly ZipMember[], path: string): string {
  const rows = members
    .filter((member) => !String(member.name).endsWith('/'))
    .map((member) => {
      const content = Buffer.from(member.content ?? '');
      const name = String(member.name);
      const field = /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
      return `${field},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}\n`;
    });
  return `${rows.join('')}${path},,\n`;
}
