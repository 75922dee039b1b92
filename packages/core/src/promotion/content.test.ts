import { describe, expect, it } from 'vitest';
import { FaultyCalls, faultyWriter } from '../../test/faults.ts';
import { attach, build, REF, world } from '../../test/support.ts';
import { findSet } from '../find-set.ts';
import { parseBuildTag } from '../build-tag.ts';
import { contentFrom } from './content.ts';

describe('contentFrom', () => {
  it('looks for records again where looking failed', async () => {
    const w = world();
    await attach(w, build('21'));
    const { set } = await findSet(
      REF,
      { by: 'build', tag: parseBuildTag('21') },
      { format: w.ports.format, home: w.home },
    );
    const [entry] = set.entries;
    if (!entry) throw new Error('the set is empty');
    const calls = new FaultyCalls({ at: 1, when: 'before', kind: 'retryable' });
    const content = contentFrom(REF, [], faultyWriter(w.home.records, calls));
    await expect(content.open(entry)).rejects.toMatchObject({ code: 'network' });
    await expect(content.open(entry)).resolves.toBeDefined();
  });
});
