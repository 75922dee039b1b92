import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { smallWheel } from '@buildset/format-pypi';

const BLOCK = 512;

/** Writes a wheel of pyabc into the folder; its path. */
export async function writeWheel(
  folder: string,
  build?: string,
  version = '1.0.0',
  text = `build ${build}`,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const wheel = smallWheel({
    name: 'pyabc',
    version,
    files: { 'pyabc.py': `"""${text}"""\n`, ...more },
    ...(build === undefined ? {} : { build }),
  });
  return await write(folder, wheel.name, wheel.content);
}

/** Writes an sdist of pyabc into the folder; its path. `more` follows the version in its metadata. */
export async function writeSdist(folder: string, version = '1.0.0', more = ''): Promise<string> {
  const stem = `pyabc-${version}`;
  const info = `Metadata-Version: 2.1\nName: pyabc\nVersion: ${version}\n${more}`;
  const tar = [tarMember(`${stem}/PKG-INFO`, info), tarMember(`${stem}/pyproject.toml`, ''), Buffer.alloc(2 * BLOCK)];
  return await write(folder, `${stem}.tar.gz`, gzipSync(Buffer.concat(tar)));
}

async function write(folder: string, name: string, content: Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

function tarMember(path: string, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}
