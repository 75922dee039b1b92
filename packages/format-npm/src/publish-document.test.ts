import { MemoryFile } from '@buildset/core';
import { describe, expect, it } from 'vitest';

import { codeOf } from '../test/code-of.ts';
import { collect } from '../test/memory-file.ts';
import { publishBody, publishDocument } from './publish-document.ts';
import { publishedManifest } from './published-manifest.ts';
import { readTarball } from './read-tarball.ts';
import { smallTarball } from './small-tarball.ts';

const pkg = { format: 'npm', namespace: 'abc', name: 'lib' } as const;
const file = new MemoryFile('lib.tgz', smallTarball({ pkg, version: '1.0.0-24', files: { 'README.md': '# "ä"' } }));
const registry = 'https://registry.test/npm/dev';

async function documentOf(options: { tag?: string; provenance?: string } = {}): Promise<Record<string, unknown>> {
  const tarball = await readTarball(file);
  const document = publishDocument(tarball, await publishedManifest(tarball), { registry, tag: 'next', ...options });
  const body = await collect(publishBody(document, file));
  expect(body.length).toBe(document.contentLength);
  return JSON.parse(body.toString());
}

describe('publishDocument', () => {
  it('says what the version is and holds the tarball', async () => {
    const { integrity, shasum } = await readTarball(file);
    expect(await documentOf()).toMatchObject({
      _id: '@abc/lib',
      'dist-tags': { next: '1.0.0-24' },
      versions: {
        '1.0.0-24': {
          _id: '@abc/lib@1.0.0-24',
          readmeFilename: 'README.md',
          dist: { integrity, shasum, tarball: 'http://registry.test/npm/dev/@abc/lib/-/@abc/lib-1.0.0-24.tgz' },
        },
      },
      _attachments: {
        '@abc/lib-1.0.0-24.tgz': { data: Buffer.from(file.content).toString('base64'), length: file.size },
      },
    });
  });

  it('passes a provenance bundle through as it is', async () => {
    const provenance = '{ "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "x": "é" }';
    expect(await documentOf({ provenance })).toMatchObject({
      _attachments: {
        '@abc/lib-1.0.0-24.sigstore': {
          content_type: 'application/vnd.dev.sigstore.bundle.v0.3+json',
          data: provenance,
          length: provenance.length,
        },
      },
    });
    expect(await codeOf(() => documentOf({ provenance: '{' }))).toBe('invalid-provenance');
  });

  it.each(['', '1.0.0', '1.x', '^2', 'x', '*', 'v1', 'a b', 'a/b'])('refuses the tag %j', async (tag) => {
    expect(await codeOf(() => documentOf({ tag }))).toBe('invalid-tag');
  });

  it('refuses a private package', async () => {
    const own = smallTarball({ pkg, version: '1.0.0', manifest: { private: true } });
    const tarball = await readTarball(new MemoryFile('lib.tgz', own));
    expect(await codeOf(() => publishedManifest(tarball))).toBe('package-private');
  });

  it('refuses what npm cannot normalise', async () => {
    for (const manifest of [{ main: 5 }, { contributors: [null] }]) {
      const tarball = await readTarball(new MemoryFile('lib.tgz', smallTarball({ pkg, version: '1.0.0', manifest })));
      expect(await codeOf(() => publishedManifest(tarball))).toBe('invalid-manifest');
    }
  });
});
