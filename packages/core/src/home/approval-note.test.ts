import { describe, expect, it } from 'vitest';
import { build, REF, world } from '../../test/support.ts';
import { createBuildSet, setDigest } from '../build-set.ts';
import { approve, readApprovals } from './approval-note.ts';

describe('readApprovals', () => {
  it('gives each approver once, the newest word first', async () => {
    const w = world();
    const { files } = build('23');
    const digest = setDigest(
      createBuildSet(
        REF,
        files.map(({ asset }) => asset),
      ),
    );
    for (const [by, comment] of [
      ['ann', 'first'],
      ['bob', 'second'],
      ['ann', 'third'],
    ] as const) {
      await approve(w.home.records, REF, digest, { stage: 'prod', by, comment });
      w.clock.advance(1000);
    }
    expect(await readApprovals(w.home.records, REF, digest)).toEqual([
      { stage: 'prod', by: 'ann', comment: 'third' },
      { stage: 'prod', by: 'bob', comment: 'second' },
    ]);
  });
});
