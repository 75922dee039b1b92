import {
  CodedError,
  type Home,
  MemoryClock,
  MemoryDomain,
  MemoryFile,
  MemorySpool,
  type RepositoryReader,
} from '@buildset/core';
import { smallWheel } from '@buildset/format-pypi';
import { describe, expect, it } from 'vitest';
import { PYABC } from '../../test/twine-in-memory.ts';
import { indexOf } from './dependency-index.ts';

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('PK');
  throw new CodedError('connection-lost', 'It broke off.', { retryable: true });
}

describe('indexOf', () => {
  it('reads what a version requires from a wheel that broke on its way the first time', async () => {
    const { content, name } = smallWheel({ name: 'pyabc', version: '1.0.0', requires: ['pydep>=1'], files: {} });
    const wheel = new MemoryFile(name, content);
    const writer = new MemoryDomain().addRepository('AbcDev').writer('AbcDev');
    await writer.publishAsset(PYABC, { asset: wheel.asset, open: async () => wheel.stream() });
    let opened = 0;
    const reader: Pick<RepositoryReader, 'listVersions' | 'listAssets' | 'openAsset'> = {
      listVersions: (...args) => writer.listVersions(...args),
      listAssets: (ref) => writer.listAssets(ref),
      openAsset: async (...args) => {
        opened += 1;
        return opened === 1 ? broken() : await writer.openAsset(...args);
      },
    };
    const ports = { spool: new MemorySpool(), home: { timer: new MemoryClock() } as unknown as Home };
    const index = indexOf(reader as RepositoryReader, ports);
    expect(await index.requiresDist('pyabc', '1.0.0')).toEqual(['pydep>=1']);
    expect(opened).toBe(2);
  });
});
