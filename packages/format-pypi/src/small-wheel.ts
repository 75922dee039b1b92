import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { centralHeader, endRecords, localHeader, type MemberHeader } from './zip-writer.ts';

export interface SmallWheel {
  /** As it stands in file names: letters, digits and `_`. */
  readonly name: string;
  readonly version: string;
  readonly build?: string;
  /** `Requires-Dist`, in order. Default none. */
  readonly requires?: readonly string[];
  /** Python files by path. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * A pure Python wheel of a few text files, for probing a service and for demonstrations: stored, with RECORD, the same
 * bytes for the same input. Source: binary distribution format.
 */
export function smallWheel({ name, version, build, files, requires = [] }: SmallWheel): {
  name: string;
  content: Uint8Array;
} {
  const info = `${name}-${version}.dist-info`;
  const wheel = ['Wheel-Version: 1.0', 'Generator: buildset', 'Root-Is-Purelib: true', 'Tag: py3-none-any'];
  if (build !== undefined) wheel.push(`Build: ${build}`);
  const members = new Map(Object.entries(files));
  const metadata = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`].map((line) => `${line}\n`);
  metadata.push(...requires.map((requirement) => `Requires-Dist: ${requirement}\n`));
  members.set(`${info}/METADATA`, metadata.join(''));
  members.set(`${info}/WHEEL`, `${wheel.join('\n')}\n`);
  const rows = [...members].map(([path, text]) => `${path},sha256=${urlSafeSha256(text)},${Buffer.byteLength(text)}`);
  members.set(`${info}/RECORD`, `${[...rows, `${info}/RECORD,,`].join('\n')}\n`);
  const tag = build === undefined ? '' : `-${build}`;
  return { name: `${name}-${version}${tag}-py3-none-any.whl`, content: storedZip(members) };
}

function storedZip(members: ReadonlyMap<string, string>): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, text] of members) {
    const content = Buffer.from(text);
    const header = memberHeader(path, content);
    const local = localHeader(header);
    parts.push(local, content);
    directory.push(centralHeader(header, offset));
    offset += local.length + content.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...parts, central, endRecords(members.size, central.length, offset, new Uint8Array(0))]);
}

function memberHeader(path: string, content: Uint8Array): MemberHeader {
  return {
    rawName: Buffer.from(path),
    versionMadeBy: (3 << 8) | 20, // Unix
    versionNeeded: 20,
    flags: 0,
    method: 0,
    time: 0,
    date: (1 << 5) | 1, // the first day of 1980, the earliest there is
    crc32: crc32(content),
    compressedSize: content.length,
    size: content.length,
    internalAttributes: 0,
    externalAttributes: 0o100644 * 0x10000,
    extra: new Uint8Array(0),
    comment: new Uint8Array(0),
  };
}

function urlSafeSha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
