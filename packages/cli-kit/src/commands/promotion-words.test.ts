import { describe, expect, it } from 'vitest';
import { promotionWords } from './promotion-words.ts';
import { againOf } from './release-promotion.ts';

const ROUTE = { from: 'dev', to: 'staging' };

describe('the words of a promotion', () => {
  it.each([
    [{ build: '23' }, '--build 23'],
    [{ set: '0123456789ab' }, '--set 0123456789ab'],
    [{ file: ['a.whl', 'b c.whl'] }, '--file a.whl "b c.whl"'],
    [{ last: true, expect: 3 }, '--last --expect 3'],
    [{ lastPassed: true }, '--last-passed'],
  ])('say which build is meant: %j', (which, words) => {
    expect(promotionWords({ ...ROUTE, ...which }).join(' ')).toBe(`${words} --from dev --to staging`);
  });

  it('say what becomes of dist-tags', () => {
    const tags = { tag: ['next', 'beta'], allowBackwards: true, keepDeprecation: true };
    const words = promotionWords({ ...ROUTE, last: true, ...tags }).join(' ');
    expect(words).toContain('--tag next --tag beta --allow-backwards --keep-deprecation');
    expect(promotionWords({ ...ROUTE, last: true, keepTags: true })).toContain('--keep-tags');
  });

  it('say how it is done, with what would be refused without it', () => {
    const how = { exclusive: true, replace: true, addAnyway: true, allowUpstream: true, allowPartial: true };
    const words = promotionWords({ ...ROUTE, last: true, stripBuild: true, ...how }).join(' ');
    for (const flag of ['exclusive', 'replace', 'add-anyway', 'allow-upstream', 'allow-partial', 'strip-build']) {
      expect(words).toContain(`--${flag}`);
    }
  });

  it('keep a reason in one word, and every assumption', () => {
    const why = { override: 'it is "urgent": $5', assume: ['copy-overwrite=merge', 'copy-status=keep'] };
    expect(promotionWords({ ...ROUTE, last: true, ...why }).join(' ')).toContain(
      String.raw`--override "it is \"urgent\": \$5" --assume copy-overwrite=merge --assume copy-status=keep`,
    );
  });
});

describe('the command that continues a release', () => {
  it('is the one that was typed', () => {
    const typed = { ...ROUTE, exclusive: true, override: 'hotfix', assume: ['copy-overwrite=merge'] };
    expect(againOf('R1', typed)).toBe(
      'release promote R1 --from dev --to staging --exclusive --override hotfix --assume copy-overwrite=merge',
    );
  });
});
