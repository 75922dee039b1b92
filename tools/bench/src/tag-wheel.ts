// Writes a build tag as a command would: `tag-wheel.js --build TAG FILE` (an empty TAG removes it), beside FILE.
import { createReadStream } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { LocalFile } from '@buildset/core';
import { tagWheel } from '@buildset/format-pypi';

async function localFile(path: string): Promise<LocalFile> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  return {
    name: basename(path),
    size,
    stream: ({ start = 0, end = size } = {}) => createReadStream(path, { start, end: end - 1 }),
    read: async (offset, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}

const [, build = '', path = ''] = process.argv.slice(2);
const tagged = await tagWheel(await localFile(path), { build: build === '' ? undefined : build });
const target = join(dirname(path), tagged.name);
// The file system copies what stays, faster than a program can.
await copyFile(path, target);
const file = await open(target, 'r+');
await file.truncate(tagged.sharedBytes);
let position = tagged.sharedBytes;
for await (const chunk of tagged.stream({ start: tagged.sharedBytes })) {
  await file.write(chunk, 0, chunk.byteLength, position);
  position += chunk.byteLength;
}
await file.close();
process.exit();
