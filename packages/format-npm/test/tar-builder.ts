import { gzipSync } from 'node:zlib';

export interface TarMember {
  readonly path: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** Default `0`, a file. */
  readonly type?: string;
  readonly linkPath?: string;
  /** Stated instead of the truth. */
  readonly size?: number;
  readonly mode?: number;
  /** Changes the header before its checksum is made. */
  readonly header?: (block: Buffer) => void;
}

/** Writes a `.tgz`, honest or not. */
export function buildTgz(members: readonly TarMember[]): Uint8Array {
  return gzipSync(buildTar(members));
}

export function buildTar(members: readonly TarMember[]): Uint8Array {
  return Buffer.concat([...members.map(memberBytes), Buffer.alloc(1024)]);
}

/** A pax header for the member that follows, or of type `g` for all. */
export function pax(records: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): TarMember {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    const length = [1, 2, 3, 4, 5, 6, 7].map((digits) => rest + digits).find((n) => String(n).length + rest === n);
    return `${length} ${key}=${value}\n`;
  });
  return { path: 'PaxHeader', type, content: lines.join('') };
}

export function memberBytes(member: TarMember): Uint8Array {
  const content = Buffer.from(member.content ?? '');
  const header = Buffer.alloc(512);
  header.set(Buffer.from(member.path).subarray(0, 100), 0);
  header.write(`${(member.mode ?? 0o644).toString(8).padStart(6, '0')} \0`, 100);
  header.write(`${(member.size ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('03560116604\0', 136);
  header.write('        ', 148);
  header.write(member.type ?? '0', 156, 'latin1');
  header.write(member.linkPath ?? '', 157);
  header.write('ustar\u000000', 257, 'latin1');
  member.header?.(header);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
