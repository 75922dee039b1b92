import { gzipSync } from 'node:zlib';

import type { NpmErrorCode } from '../src/errors.ts';
import { ChunkedFile } from './memory-file.ts';
import { buildTar, buildTgz, memberBytes, pax, type TarMember } from './tar-builder.ts';

const MIB = 1024 * 1024;

export const MANIFEST = JSON.stringify({ name: '@abc/lib', version: '1.0.0-24' });

export const honestMembers: readonly TarMember[] = [
  { path: 'package/package.json', content: MANIFEST },
  { path: 'package/lib/data', content: Buffer.alloc(5000, 1) },
];

export function tarballOf(bytes: Uint8Array): ChunkedFile {
  return new ChunkedFile('abc-lib-1.0.0-24.tgz', bytes, 1000);
}

export function tarballWith(...members: readonly TarMember[]): ChunkedFile {
  return tarballOf(buildTgz([...honestMembers, ...members]));
}

export function manifestTarball(content: string | Uint8Array): ChunkedFile {
  return tarballOf(buildTgz([{ path: 'package/package.json', content }]));
}

const honest = buildTgz(honestMembers);

function patched(bytes: Uint8Array, offset: number, value: number): ChunkedFile {
  const copy = Buffer.from(bytes);
  copy[offset] = value;
  return tarballOf(copy);
}

function cut(bytes: Uint8Array, by: number): Uint8Array {
  return bytes.subarray(0, bytes.length - by);
}

/** 300 MiB of zeros in 300 KiB, compressed in pieces: gzip files that follow each other are one. */
function zeros(): ChunkedFile {
  const header = memberBytes({ path: 'package/zeros', size: 300 * MIB });
  const [start, piece] = [
    gzipSync(Buffer.concat([buildTar(honestMembers).subarray(0, -1024), header])),
    gzipSync(Buffer.alloc(MIB)),
  ];
  return new ChunkedFile('abc-lib-1.0.0-24.tgz', Buffer.concat([start, ...Array.from({ length: 300 }, () => piece)]));
}

function deepMember(depth: number, first = 0): TarMember[] {
  return [pax({ path: `package/${first}/${'a/'.repeat(depth)}x` }), { path: 'x' }];
}

function deep(depth: number): ChunkedFile {
  return tarballWith(...deepMember(depth));
}

function manyEntries(): ChunkedFile {
  const folder = memberBytes({ path: 'package/d/', type: '5' });
  const bytes = Buffer.concat([Buffer.alloc(200_001 * folder.length, folder), buildTar(honestMembers)]);
  return new ChunkedFile('abc-lib-1.0.0-24.tgz', gzipSync(bytes, { level: 1 }));
}

/** Tarballs that must be refused: the code, what is wrong, and the file. */
export const HOSTILE: readonly (readonly [NpmErrorCode, string, () => ChunkedFile])[] = [
  ['archive-unsafe-path', 'a traversal', () => tarballWith({ path: 'package/../../evil' })],
  ['archive-unsafe-path', 'a traversal inside', () => tarballWith({ path: 'package/lib/../package.json' })],
  ['archive-unsafe-path', 'an absolute path', () => tarballWith({ path: '/etc/evil' })],
  ['archive-unsafe-path', 'a drive letter', () => tarballWith({ path: 'C:/evil' })],
  ['archive-unsafe-path', 'a drive letter inside', () => tarballWith({ path: 'package/C:evil' })],
  ['archive-unsafe-path', 'a backslash', () => tarballWith({ path: 'package\\..\\evil' })],
  ['archive-unsafe-path', 'a control character', () => tarballWith({ path: 'package/a\nb' })],
  ['archive-unsafe-path', 'an empty name', () => tarballWith({ path: '' })],
  ['archive-unsafe-path', 'a traversal by pax', () => tarballWith(pax({ path: 'package/../../x' }), { path: 'a' })],
  ['archive-unsafe-path', 'a NUL by pax', () => tarballWith(pax({ path: 'package/a\0b' }), { path: 'a' })],
  [
    'archive-unsafe-path',
    'a long absolute name',
    () => tarballWith({ path: 'L', type: 'L', content: '/x\0' }, { path: 'a' }),
  ],
  ['archive-unsafe-path', 'a path of a megabyte', () => deep(500_000)],
  [
    'archive-too-large',
    'too many folders',
    () => tarballWith(...Array.from({ length: 1001 }, (_, i) => deepMember(200, i)).flat()),
  ],
  ['archive-too-large', 'too many entries', manyEntries],
  ['archive-link', 'a symbolic link', () => tarballWith({ path: 'package/l', type: '2', linkPath: '/etc/passwd' })],
  ['archive-link', 'a harmless link', () => tarballWith({ path: 'package/l', type: '2', linkPath: 'package.json' })],
  ['archive-link', 'a hard link', () => tarballWith({ path: 'package/l', type: '1', linkPath: '/etc/passwd' })],
  ['archive-unsupported', 'a character device', () => tarballWith({ path: 'package/dev', type: '3' })],
  ['archive-unsupported', 'a block device', () => tarballWith({ path: 'package/dev', type: '4' })],
  ['archive-unsupported', 'a pipe', () => tarballWith({ path: 'package/pipe', type: '6' })],
  ['archive-unsupported', 'an unknown type', () => tarballWith({ path: 'package/z', type: 'S' })],
  ['archive-unsupported', 'a folder with content', () => tarballWith({ path: 'package/d', type: '5', content: 'x' })],
  ['archive-unsupported', 'a file named as a folder', () => tarballWith({ path: 'package/d/', content: 'x' })],
  ['archive-unsupported', 'a path for all entries', () => tarballWith(pax({ path: 'package/x' }, 'g'), { path: 'a' })],
  ['archive-many-roots', 'two roots', () => tarballWith({ path: 'other/file' })],
  ['archive-many-roots', 'a file beside the root', () => tarballWith({ path: 'file' })],
  ['archive-duplicate-entry', 'two package.json', () => tarballWith({ path: 'package/package.json', content: '{}' })],
  ['archive-duplicate-entry', 'two by "."', () => tarballWith({ path: 'package/./package.json', content: '{}' })],
  ['archive-duplicate-entry', 'two by "//"', () => tarballWith({ path: './package//package.json', content: '{}' })],
  ['archive-duplicate-entry', 'two but for case', () => tarballWith({ path: 'package/Package.JSON', content: '{}' })],
  ['archive-duplicate-entry', 'two but for width', () => tarballWith({ path: 'package/package．json', content: '{}' })],
  ['archive-duplicate-entry', 'two other files', () => tarballWith({ path: 'package/lib/data' })],
  ['archive-duplicate-entry', 'a file under a file', () => tarballWith({ path: 'package/lib/data/x' })],
  ['archive-duplicate-entry', 'a file over a folder', () => tarballWith({ path: 'package/lib' })],
  [
    'archive-duplicate-entry',
    'package.json as a folder',
    () => tarballWith({ path: 'package/package.json/', type: '5' }),
  ],
  ['archive-name-not-utf8', 'bytes that are no text', () => tarballWith({ path: Buffer.from([0x61, 0xff]) })],
  [
    'archive-name-not-utf8',
    'a long name',
    () => tarballWith({ path: 'L', type: 'L', content: Buffer.from([0xff]) }, { path: 'a' }),
  ],
  ['archive-bomb', 'zeros', zeros],
  ['archive-corrupt', 'a stated size past the end', () => tarballWith({ path: 'package/big', size: 8 ** 11 - 1 })],
  [
    'archive-corrupt',
    'a pax size past the end',
    () => tarballWith(pax({ size: '999999999' }), { path: 'package/big' }),
  ],
  ['archive-corrupt', 'a pax size that is none', () => tarballWith(pax({ size: '-1' }), { path: 'package/big' })],
  [
    'archive-corrupt',
    'a malformed pax header',
    () => tarballWith({ path: 'p', type: 'x', content: '99 path=x\n' }, { path: 'a' }),
  ],
  ['archive-corrupt', 'a huge pax header', () => tarballWith({ path: 'p', type: 'x', content: Buffer.alloc(2 * MIB) })],
  ['archive-corrupt', 'a pax header for nothing', () => tarballWith(pax({ path: 'package/x' }))],
  [
    'archive-corrupt',
    'a hundred pax headers',
    () => tarballWith(...Array.from({ length: 100 }, () => pax({ path: 'a' }))),
  ],
  [
    'archive-corrupt',
    'a size that is no number',
    () => tarballWith({ path: 'package/a', header: (block) => void block.write('9', 130) }),
  ],
  [
    'archive-corrupt',
    'an endless size',
    () => tarballWith({ path: 'package/a', header: (block) => void block.fill(255, 124, 136).writeUInt8(128, 124) }),
  ],
  [
    'archive-corrupt',
    'a negative size',
    () => tarballWith({ path: 'package/a', header: (block) => void block.fill(255, 124, 136) }),
  ],
  [
    'archive-corrupt',
    'a wrong header checksum',
    () => tarballOf(gzipSync(Buffer.from(buildTar(honestMembers)).fill('x', 3, 4))),
  ],
  ['archive-corrupt', 'no end mark', () => tarballOf(gzipSync(cut(buildTar(honestMembers), 1024)))],
  ['archive-corrupt', 'an entry cut off', () => tarballOf(gzipSync(cut(buildTar(honestMembers), 3000)))],
  ['archive-corrupt', 'a header cut off', () => tarballOf(gzipSync(buildTar(honestMembers).subarray(0, 300)))],
  [
    'archive-corrupt',
    'entries after the end mark',
    () => tarballOf(gzipSync(Buffer.concat([buildTar(honestMembers), memberBytes({ path: 'package/hidden' })]))),
  ],
  ['archive-corrupt', 'gzip cut off', () => tarballOf(cut(honest, 9))],
  ['archive-corrupt', 'gzip without its end', () => tarballOf(cut(honest, 4))],
  ['archive-corrupt', 'zeros after gzip', () => tarballOf(Buffer.concat([honest, Buffer.alloc(10)]))],
  ['archive-corrupt', 'garbage after gzip', () => tarballOf(Buffer.concat([honest, Buffer.from('garbage')]))],
  ['archive-corrupt', 'another gzip after gzip', () => tarballOf(Buffer.concat([honest, honest]))],
  ['archive-corrupt', 'no gzip', () => tarballOf(buildTar(honestMembers))],
  ['archive-corrupt', 'nothing', () => tarballOf(new Uint8Array(0))],
  ['archive-corrupt', 'text', () => tarballOf(Buffer.from('<html>Not Found</html>'))],
  ['archive-checksum', 'a wrong gzip checksum', () => patched(honest, honest.length - 6, (honest.at(-6) ?? 0) ^ 1)],
  ['archive-checksum', 'a wrong gzip length', () => patched(honest, honest.length - 1, 7)],
  ['manifest-missing', 'no package.json', () => tarballOf(buildTgz([{ path: 'package/index.js' }]))],
  ['manifest-missing', 'nothing in the archive', () => tarballOf(buildTgz([]))],
  [
    'manifest-missing',
    'a deeper package.json',
    () => tarballOf(buildTgz([{ path: 'package/lib/package.json', content: MANIFEST }])),
  ],
  ['manifest-too-large', 'a large package.json', () => manifestTarball(Buffer.alloc(5 * MIB, ' '))],
  [
    'manifest-too-large',
    'a large README',
    () => tarballWith({ path: 'package/README.md', content: Buffer.alloc(9 * MIB, 'a') }),
  ],
  [
    'manifest-too-large',
    'many large READMEs',
    () =>
      tarballWith(
        ...[1, 2, 3, 4, 5].map((n) => ({ path: `package/README.${n}`, content: Buffer.alloc(7 * MIB, 'a') })),
      ),
  ],
  ['invalid-manifest', 'no JSON', () => manifestTarball('{')],
  ['invalid-manifest', 'no object', () => manifestTarball('[]')],
  ['invalid-manifest', 'null', () => manifestTarball('null')],
  ['invalid-manifest', 'no UTF-8', () => manifestTarball(Buffer.from([0x7b, 0xff, 0x7d]))],
  ['invalid-manifest', 'no name', () => manifestTarball('{"version":"1.0.0"}')],
  ['invalid-manifest', 'a name that is no text', () => manifestTarball('{"name":1,"version":"1.0.0"}')],
  ['invalid-manifest', 'no version', () => manifestTarball('{"name":"a"}')],
  [
    'invalid-manifest',
    'a thousand levels',
    () => manifestTarball(`{"name":"a","version":"1.0.0","x":${'['.repeat(1000)}${']'.repeat(1000)}}`),
  ],
  ['invalid-name', 'a traversal for a name', () => manifestTarball('{"name":"../a","version":"1.0.0"}')],
  ['invalid-name', 'a reserved name', () => manifestTarball('{"name":"node_modules","version":"1.0.0"}')],
  ['invalid-version', 'no semver', () => manifestTarball('{"name":"a","version":"1.0"}')],
  ['manifest-ambiguous', 'two versions', () => manifestTarball('{"name":"a","version":"1.0.0","version":"2.0.0"}')],
  [
    'manifest-ambiguous',
    'two names by an escape',
    () => manifestTarball(String.raw`{"name":"a","version":"1.0.0","n\u0061me":"b"}`),
  ],
  ['package-private', 'a private package', () => manifestTarball('{"name":"a","version":"1.0.0","private":true}')],
];
