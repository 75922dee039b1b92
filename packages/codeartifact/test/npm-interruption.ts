import { promote, type PromotionPorts, type VersionRef } from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activated, attached, byBuild, NpmService } from './npm-service.ts';

/** At most a hundred runs, each of some forty requests. */
const TIMEOUT_MS = 900_000;

/** A request that fails is not sent again, so that the run fails with it. */
const once = { retry: { attempts: 1 } };

interface Scenario {
  readonly name: string;
  readonly repository: string;
  /** What consumers may get: before, and afterwards. */
  readonly shows: readonly [before: string, after: string];
  prepare(ref: VersionRef, ports: PromotionPorts): Promise<unknown>;
  run(ref: VersionRef, ports: PromotionPorts): Promise<unknown>;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'an activation',
    repository: 'AbcDev',
    shows: ['23, latest 1.0.0', '24, latest 1.0.0'],
    prepare: async (ref, ports) => {
      await attached(ref, ports, '23', '24');
      await activated(ref, ports, '23');
    },
    run: (ref, ports) => activated(ref, ports, '24'),
  },
  {
    name: 'a promotion of a build that is not active',
    repository: 'AbcStaging',
    shows: ['nothing', '23, latest 1.0.0'],
    prepare: async (ref, ports) => {
      await attached(ref, ports, '23', '24');
      await activated(ref, ports, '24');
    },
    run: (ref, ports) => promote({ ref, selector: byBuild('23'), from: 'AbcDev', to: 'AbcStaging' }, ports),
  },
];

/** Operations that change something. */
const WRITES = [
  'CopyPackageVersions',
  'DeletePackageVersions',
  'PublishPackageVersion',
  'UpdatePackageVersionsStatus',
  'npm:DistTags',
  'npm:Publish',
];

/**
 * Fails each request of a promotion in turn, or each write only, and holds that consumers always get a whole version, the
 * old or the new, and that running it again ends right.
 */
export function describeInterruption({ failing }: { readonly failing: 'every request' | 'every write' }): void {
  let service: NpmService;

  beforeAll(async () => {
    service = await NpmService.start();
  });

  afterAll(() => service.close());

  describe.each(scenarios)(`$name with ${failing} failing in turn`, ({ prepare, repository, run, shows }) => {
    it.each(['before', 'after-effect'] as const)(
      'always leaves consumers a whole version, and ends right when it is run again (%s)',
      async (when) => {
        const operations = failing === 'every write' ? WRITES : undefined;
        let hits = 0;
        for (let nth = 1; nth === 1 || hits === nth - 1; nth += 1) {
          const ref = service.fresh();
          await prepare(ref, await service.ports('1'));
          const ports = await service.ports('2', undefined, once);
          const heal = await service.fail(nth, when, operations);
          await run(ref, ports).catch(() => undefined);
          hits += await heal();
          expect(shows, `${nth}`).toContain(await service.consume(repository, ref, ['23', '24']));
          await run(ref, await service.ports('3'));
          expect(await service.consume(repository, ref, ['23', '24']), `${nth}`).toBe(shows[1]);
        }
        expect(hits).toBeGreaterThanOrEqual(failing === 'every write' ? 6 : 30);
      },
      TIMEOUT_MS,
    );
  });
}
