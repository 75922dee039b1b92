import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Scene } from './scene.ts';
import { uploadForm, type UploadedWheel } from './upload-form.ts';

export interface Transfer extends UploadedWheel {
  readonly from: string;
  readonly to: string;
}

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
} | curl -sSf -u "aws:$TOKEN" -X POST -H 'Expect:' -H "Content-Type: $CONTENT_TYPE" -T - "$TARGET"
wait
rm bytes
grep -q "^$SHA256 " sum
`;

/** What one would script without buildset. Answers how long it took, in milliseconds. */
export async function curlPipe(scene: Scene, { file, from, name, sha256, to }: Transfer): Promise<number> {
  const { contentType, head, tail } = uploadForm({ name, file, sha256 });
  await writeFile(join(scene.folder, 'head'), head);
  await writeFile(join(scene.folder, 'tail'), tail);
  const { ms } = await scene.run('bash', ['-o', 'pipefail', '-c', SCRIPT], {
    TOKEN: scene.token,
    SOURCE: await downloadUrl(scene, from, name, file),
    TARGET: scene.pypiUrl(to),
    SHA256: sha256,
    CONTENT_TYPE: contentType,
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
