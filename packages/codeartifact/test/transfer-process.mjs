// Run by transfer.heavy.test.ts in a process of its own, over the build, so that its memory can be measured: publishes
// an asset of the given size as generic, streams it into a wheel of another repository, and prints the peak.
import { createHash } from 'node:crypto';
import { Meter } from '@buildset/core';
import { connectDomain } from '../dist/index.js';

const [endpoint, accessKeyId, secretAccessKey, megabytes] = process.argv.slice(2);
const CHUNK = Buffer.alloc(256 * 1024, 'buildset');
const chunks = Number(megabytes) * 4;

async function* content() {
  for (let index = 0; index < chunks; index += 1) yield CHUNK;
}

const hash = createHash('sha256');
for await (const chunk of content()) hash.update(chunk);
const name = 'pyabc-1.0.0-23-py3-none-any.whl';
const asset = { name, size: chunks * CHUNK.length, sha256: hash.digest('hex') };

const meter = new Meter();
const credentials = { accessKeyId, secretAccessKey };
const domain = await connectDomain({ domain: 'abc', region: 'us-east-1', endpoint, credentials, meter, rates: 'none' });
await domain.createRepository('records', 'for tests');
await domain.createRepository('transit', 'for tests');

const record = { format: 'generic', namespace: 'tests', name: 'pyabc', version: '1.0.0' };
const wheel = { format: 'pypi', name: 'pyabc', version: '1.0.0' };
const fields = [
  ['metadata_version', '2.1'],
  ['name', 'pyabc'],
  ['version', '1.0.0'],
  ['filetype', 'bdist_wheel'],
  ['pyversion', 'py3'],
];

async function timed(work) {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

const publishMs = await timed(() =>
  domain.writer('records').publishAsset(record, { asset, open: async () => content() }),
);
const promoteMs = await timed(() =>
  domain.writer('transit').publishAsset(wheel, {
    asset,
    fields,
    open: () => domain.reader('records').openAsset(record, asset),
  }),
);
const listed = await domain.reader('transit').listAssets(wheel);
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ publishMs, promoteMs, peakMegabytes, assets: listed.assets, sent: asset }));
