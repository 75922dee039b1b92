import { beforeEach, describe, expect, it, vi } from 'vitest';
import { faultyDomain } from '../../test/faults.ts';
import {
  buildOfFiles,
  type GenericWorld,
  genericBuild,
  genericWorld,
  heldContent,
  promotionOfFiles,
  publishFilesPlainly,
} from '../../test/generic-world.ts';
import { CodedError } from '../coded-error.ts';
import { activate } from './activate.ts';
import { promote } from './promote.ts';
import type { PromotionRequest } from './request.ts';
import { undo } from './undo.ts';

/** Files of one name with other bytes in every build, as trees of files and npm's tarballs are. */
describe('a version that holds one build', () => {
  let w: GenericWorld;
  const activateBuild = (tag: string) => activate(genericBuild(tag), w.ports);

  beforeEach(async () => {
    w = genericWorld();
    for (const tag of ['22', '23']) await w.attach(tag, `content ${tag}`);
  });

  it('is restored by an undo, although the files have the same names', async () => {
    await activateBuild('22');
    const { id = '' } = await activateBuild('23');
    expect(await heldContent(w, 'AbcDev')).toEqual(['content 23']);
    await undo({ pkg: w.ref, operationId: id }, w.ports);
    expect(await heldContent(w, 'AbcDev')).toEqual(['content 22']);
  });

  it('is promoted under an alias while another build is active', async () => {
    await activateBuild('23');
    await w.attach('24', 'content 22');
    const result = await promote(promotionOfFiles('24'), w.ports);
    expect(result).toMatchObject({ outcome: 'promoted', set: { builds: ['22', '24'] } });
    expect(await heldContent(w, 'AbcStaging')).toEqual(['content 22']);
  });

  describe('when the source does not hold it', () => {
    const reasonFor = async (tag: string, more: Partial<PromotionRequest> = {}) =>
      (await promote(promotionOfFiles(tag, { to: 'AbcProd', ...more }), w.ports)).reason;

    it('is refused with the build that stands there, and with where it was attached', async () => {
      await promote(promotionOfFiles('23'), w.ports);
      expect(await reasonFor('22', { from: 'AbcStaging' })).toEqual({
        code: 'not-in-source',
        message: 'AbcStaging holds build 23 of tools/site==1.0.0, not build 22.',
        next: 'It was attached to AbcDev: promote it from there (--from AbcDev).',
      });
      expect(await promote(promotionOfFiles('22', { to: 'AbcProd' }), w.ports)).toMatchObject({ outcome: 'promoted' });
    });

    it('is refused with what makes it active, where it was attached nowhere', async () => {
      await publishFilesPlainly(w, buildOfFiles('0', { 'site.txt': 'by hand' }));
      const adopted = await promote(promotionOfFiles('0', { selector: { by: 'files', names: ['site.txt'] } }), w.ports);
      await activateBuild('23');
      const selector = { by: 'set', digest: adopted.set?.digest ?? '' } as const;
      expect(await reasonFor('0', { selector })).toMatchObject({
        code: 'not-in-source',
        message: expect.stringMatching(/^AbcDev holds build 23 of tools\/site==1\.0\.0, not set [0-9a-f]{12}\.$/),
        next: 'Promote it from a repository that holds it (`sets` shows which do), or `activate` it first.',
      });
      await activate({ ...genericBuild('0'), selector }, w.ports);
      expect(await reasonFor('0', { selector })).toBeUndefined();
    });

    it('is refused as drift when bytes of no known build stand there', async () => {
      await publishFilesPlainly(w, buildOfFiles('0', { 'site.txt': 'by hand' }));
      await w.attach('24', 'content 24', ['site.txt'], 'AbcStaging');
      expect(await reasonFor('24')).toEqual({
        code: 'source-drift',
        message: 'AbcDev holds site.txt with bytes of no known build.',
        next: 'Find out who published them. It was attached to AbcStaging: promote it from there (--from AbcStaging).',
      });
    });
  });

  it('is promoted by two runs at once, of which the quicker has cleaned up before the other copies', async () => {
    const refused = new CodedError('not-allowed', 'Version 1.0.0 is Archived and cannot be copied.');
    let isFirst = true;
    const destination = faultyDomain(w.domain, {
      call: async (work, method) => {
        if (method !== 'copyVersion' || !isFirst) return await work();
        isFirst = false;
        await promote(promotionOfFiles('22'), w.ports);
        throw refused;
      },
    });
    const result = await promote(promotionOfFiles('22'), { ...w.ports, destination });
    expect(result).toMatchObject({ outcome: 'already-there' });
    expect(await heldContent(w, 'AbcStaging')).toEqual(['content 22']);
  });

  it('is not planned again when the service refuses to copy what is Published', async () => {
    const refused = new CodedError('not-allowed', 'The package takes no copies.');
    const destination = faultyDomain(w.domain, {
      call: async (work, method) => {
        if (method === 'copyVersion') throw refused;
        return await work();
      },
    });
    const replanned = vi.fn<() => void>();
    const promotion = promote(
      promotionOfFiles('22'),
      { ...w.ports, destination },
      { onEvent: ({ type }) => void (type === 'replanned' && replanned()) },
    );
    await expect(promotion).rejects.toBe(refused);
    expect(replanned).not.toHaveBeenCalled();
  });

  it('has its notes listed once for all that they tell of where it was attached', async () => {
    await promote(promotionOfFiles('22'), w.ports);
    const listings = () => w.meter.read().calls['ListPackageVersions'] ?? 0;
    const before = listings();
    expect(await promote(promotionOfFiles('22'), w.ports)).toMatchObject({ outcome: 'already-there' });
    expect(listings() - before).toBe(3); // records, log, notes
  });
});
