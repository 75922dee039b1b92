import { describe, expect, it } from 'vitest';
import { continuing } from './continuing.ts';

const ROUTE = { from: 'dev', to: 'staging' };

describe('the command that continues the promotion of a monorepo', () => {
  it('is that of the release, with all that was said of how', () => {
    expect(continuing('all-1', { workspaces: true, last: true, replace: true }, ROUTE)).toBe(
      'release promote all-1 --from dev --to staging --replace',
    );
  });

  it('is the one that was typed where it asks for dist-tags, which a release does not keep', () => {
    expect(continuing('all-1', { workspaces: true, build: '23', tag: ['next'] }, ROUTE)).toBe(
      'promote --workspaces --release all-1 --build 23 --from dev --to staging --tag next',
    );
    expect(continuing('all-1', { workspace: ['a', 'b'], last: true, keepTags: true }, ROUTE)).toBe(
      'promote --workspace a --workspace b --release all-1 --last --from dev --to staging --keep-tags',
    );
  });
});
