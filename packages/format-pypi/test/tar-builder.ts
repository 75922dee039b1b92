import { gzipSync } from 'node:zlib';

export interface TarMember {
  readonly path: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** Default `0`, a file. */
  readonly type?: string;
  readonly linkPath?: string;
  /** Stated instead of the truth. */
  readonly size?: number;
}

/** Writes a `.tar.gz`, honest or not. */
export function buildTarGz(members: readonly TarMember[]): Uint8Array {
  return gzipSync(buildTar(members));
}

export function buildTar(members: readonly TarMember[]): Uint8Array {
  return Buffer.concat([...members.map(block), Buffer.alloc(1024)]);
}

/** A pax header for the member that follows. */
export function pax(records: Readonly<Record<string, string>>): TarMember {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    const length = [rest + 1, rest + 2, rest + 3, rest + 4].find((n) => String(n).length + rest === n);
    return `${length} ${key}=${value}\n`;
  });
  return { path: 'PaxHeader', type: 'x', content: lines.join('') };
}

function block(member: TarMember): Uint8Array {
  const content = Buffer.from(member.content ?? '');
  const header = Buffer.alloc(512);
  header.set(Buffer.from(member.path).subarray(0, 100), 0);
  header.write('0000644\0', 100);
  header.write(`${(member.size ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('14725000000\0', 136);
  header.write('        ', 148);
  header.write(member.type ?? '0', 156);
  header.write(member.linkPath ?? '', 157);
  header.write('ustar\u000000', 257, 'latin1');
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
