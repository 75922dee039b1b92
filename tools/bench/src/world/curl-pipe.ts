import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Scene } from './scene.ts';

export interface Transfer {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly from: string;
  readonly to: string;
}

const BOUNDARY = 'one-wheel';

/**
 * The form is written by hand around the bytes, since `curl -F` would hold all of them in memory first. The server refuses
 * bytes that are not those of `sha256_digest`, and the sum of what came is compared as well.
 */
const SCRIPT = `set -eu
mkfifo bytes
sha256sum < bytes > sum &
{
  cat head
  curl -sSf -u "aws:$TOKEN" "$SOURCE" | tee bytes
  cat tail
} | curl -sSf -u "aws:$TOKEN" -X POST -H 'Expect:' -H "Content-Type: multipart/form-data; boundary=$BOUNDARY" -T - "$TARGET"
wait
rm bytes
grep -q "^$SHA256 " sum
`;

/** What one would script without buildset. Answers how long it took, in milliseconds. */
export async function curlPipe(scene: Scene, { file, from, name, sha256, to }: Transfer): Promise<number> {
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name,
    version: '1.0.0',
    filetype: 'bdist_wheel',
    pyversion: 'py3',
    sha256_digest: sha256,
  };
  const part = (disposition: string, content: string): string =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n${content}`;
  const head = Object.entries(fields).map(([field, value]) => part(`name="${field}"`, `\r\n${value}\r\n`));
  const content = part(`name="content"; filename="${file}"`, 'Content-Type: application/octet-stream\r\n\r\n');
  await writeFile(join(scene.folder, 'head'), head.join('') + content);
  await writeFile(join(scene.folder, 'tail'), `\r\n--${BOUNDARY}--\r\n`);
  const { ms } = await scene.run('bash', ['-o', 'pipefail', '-c', SCRIPT], {
    TOKEN: scene.token,
    SOURCE: await downloadUrl(scene, from, name, file),
    TARGET: scene.pypiUrl(to),
    SHA256: sha256,
    BOUNDARY,
  });
  return ms;
}

async function downloadUrl(scene: Scene, repository: string, name: string, file: string): Promise<string> {
  const index = `${scene.pypiUrl(repository)}simple/${name}/`;
  const headers = { accept: 'application/vnd.pypi.simple.v1+json', authorization: `Bearer ${scene.token}` };
  const response = await fetch(index, { headers });
  const { files }: { files: { filename: string; url: string }[] } = JSON.parse(await response.text());
  const found = files.find(({ filename }) => filename === file);
  if (!found) throw new Error(`${repository} does not offer ${file}`);
  return new URL(found.url, index).href.replace(/#.*/, '');
}
