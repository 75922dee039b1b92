import { describe, expect, it } from 'vitest';
import { attach, build, promotionOf, REF, world } from '../../test/support.ts';
import { attachBuild } from '../attach/attach-build.ts';
import { promote } from '../promotion/promote.ts';
import { assetCapWarning } from './asset-cap.ts';

const warned = (assets: number, cap?: number) => assetCapWarning({ ref: REF, repository: 'AbcDev', assets }, cap);

describe('assetCapWarning', () => {
  it.each([
    [119, undefined, false],
    [120, undefined, true],
    [279, 350, false],
    [280, 350, true],
  ])('warns of %d assets with a cap of %s: %s', (assets, cap, isWarned) => {
    expect(warned(assets, cap) !== undefined).toBe(isWarned);
  });

  it('says what to do', () => {
    expect(warned(130)).toContain('pyabc==1.0.0 in AbcDev has 130 of at most 150 files');
    expect(warned(151)).toContain('more than the service takes');
  });

  it('warns of a version that holds one build only when it is too much', () => {
    const tree = (assets: number) => assetCapWarning({ ref: REF, repository: 'AbcDev', assets }, 150, 'one');
    expect(tree(150)).toBeUndefined();
    expect(tree(151)).toContain('publish it as an archive');
  });

  it('is part of what a promotion tells, planned or done', async () => {
    const w = world();
    await attach(w, build('23', ['a', 'b', 'c', 'd']));
    const request = promotionOf('23', { assetCap: 5 });
    const told = expect.stringContaining('pyabc==1.0.0 in AbcStaging has 4 of at most 5 files');
    expect((await promote({ ...request, dryRun: true }, w.ports)).warnings).toEqual([told]);
    expect((await promote(request, w.ports)).warnings).toEqual([told]);
    expect((await promote(request, w.ports)).warnings).toEqual([told]);
  });

  it('can be asked of what attaching a build leaves in the repository', async () => {
    const w = world();
    await attach(w, build('22', ['a', 'b']));
    expect((await attachBuild(build('23', ['a', 'b']), w.domain.writer('AbcDev'), w.home)).assetsHeld).toBe(4);
    expect((await attachBuild(build('23', ['a', 'b']), w.domain.writer('AbcDev'), w.home)).assetsHeld).toBe(4);
  });
});
