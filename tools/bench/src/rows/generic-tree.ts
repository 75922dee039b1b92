import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, type Finding } from '../measure/finding.ts';
import { DOMAIN, openScene, type Scene } from '../world/scene.ts';
import type { Row } from './row.ts';

const PACKAGE = 'tree';
const BYTES = 2000;

/** Many small files, as a tree of scripts has them. */
export const genericTree: Row = {
  number: 11,
  name: 'generic-tree',
  groups: ['generic'],
  about:
    'publish and download of a tree of small files; against a shell loop over `aws codeartifact publish-package-version` and `get-package-version-asset`. buildset publishes each file twice, into the record and for the repository, hashes and verifies; the loop does neither.',
  async run({ temp, quick }) {
    const files = quick ? 14 : 140;
    return [
      ...(await measure(temp, { files, rounds: quick ? 1 : 3, quotas: 'none' })),
      ...(await measure(temp, { files, rounds: 1, quotas: 'aws' })),
    ];
  },
};

interface Load {
  readonly files: number;
  readonly rounds: number;
  readonly quotas: 'none' | 'aws';
}

async function measure(temp: string, { files, quotas, rounds }: Load): Promise<Finding[]> {
  const scene = await openScene(temp, { args: ['--quotas', quotas] });
  try {
    await makeTree(join(scene.folder, 'tree'), files);
    const publish = await alternate({ ours: ourPublish(scene, quotas), other: loopPublish(scene) }, rounds);
    const download = await alternate(
      { ours: ourDownload(scene, files, quotas), other: loopDownload(scene, files) },
      rounds,
    );
    const under = quotas === 'aws' ? ", server with AWS's default rates" : '';
    // What the service's rates allow is no target: 10 publishes a second bound every client.
    const target = quotas === 'none' ? { target: { faster: 20 } } : {};
    const against = 'a loop over aws codeartifact';
    return [
      compare(11, `generic: publish ${files} files${under}`, { against, ...publish, ...target }),
      compare(11, `generic: download ${files} files${under}`, { against, ...download, ...target }),
    ];
  } finally {
    await scene.close();
  }
}

const versionOf = (round: number): string => `1.0.${round + 1}`;

/** As on AWS itself, it keeps to the rates there are; on loopback it would not. */
function ourPublish(scene: Scene, quotas: Load['quotas']): Contender {
  const names = ['--namespace', 'ops', '--package', PACKAGE];
  return {
    run: async (round) => {
      const version = ['--package-version', versionOf(round), '--build', '1', '--repository', 'AbcDev'];
      const flags = [...names, ...version, '--domain', DOMAIN, '--quotas', quotas];
      return (await scene.bin('codeartifact-generic', ['publish', 'tree', ...flags])).ms;
    },
  };
}

function ourDownload(scene: Scene, files: number, quotas: Load['quotas']): Contender {
  const target = join(scene.folder, 'ours');
  return {
    run: async (round) => {
      const spec = [`ops/${PACKAGE}==${versionOf(round)}`, '--repository', 'AbcDev', '--to', target];
      return (await scene.bin('codeartifact-generic', ['download', ...spec, '--domain', DOMAIN, '--quotas', quotas]))
        .ms;
    },
    after: () => checkAndRemove(target, files),
  };
}

/** What everybody who uses the AWS CLI writes. */
const PUBLISH = `set -eu
find tree -type f | while read -r file; do
  aws codeartifact publish-package-version --domain abc --repository AbcOther --format generic --namespace ops \\
    --package tree --package-version "$VERSION" --asset-name "$(printf %s "\${file#tree/}" | sed 's,/,~1,g')" \\
    --asset-sha256 "$(sha256sum "$file" | cut -c1-64)" --asset-content "$file" --unfinished > /dev/null
done
aws codeartifact update-package-versions-status --domain abc --repository AbcOther --format generic --namespace ops \\
  --package tree --versions "$VERSION" --target-status Published > /dev/null
`;

const DOWNLOAD = `set -eu
where="--domain abc --repository AbcOther --format generic --namespace ops --package tree --package-version $VERSION"
aws codeartifact list-package-version-assets $where --query 'assets[].name' --output text | tr '\\t' '\\n' |
while read -r name; do
  path="theirs/$(printf %s "$name" | sed 's,~1,/,g')"
  mkdir -p "$(dirname "$path")"
  aws codeartifact get-package-version-asset $where --asset "$name" "$path" > /dev/null
done
`;

function loopPublish(scene: Scene): Contender {
  return { run: async (round) => (await scene.run('bash', ['-c', PUBLISH], { VERSION: versionOf(round) })).ms };
}

function loopDownload(scene: Scene, files: number): Contender {
  return {
    run: async (round) => (await scene.run('bash', ['-c', DOWNLOAD], { VERSION: versionOf(round) })).ms,
    after: () => checkAndRemove(join(scene.folder, 'theirs'), files),
  };
}

async function makeTree(folder: string, files: number): Promise<void> {
  for (let n = 0; n < files; n += 1) {
    const path = join(folder, `folder-${n % 7}`, `file-${n}.txt`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${n} `.repeat(BYTES).slice(0, BYTES));
  }
}

async function checkAndRemove(folder: string, files: number): Promise<void> {
  const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  if (found.length !== files) throw new Error(`${found.length} files have arrived in ${folder}`);
  await rm(folder, { recursive: true });
}
