import { type Arbitrary, array, assert, asyncProperty, constant, constantFrom, nat, oneof, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultyCalls, faultyDomain, faultyWriter } from '../../test/faults.ts';
import { attach, build, namesIn, portsOf, promotionOf, REF, world, type World } from '../../test/support.ts';
import { parseBuildTag } from '../build-tag.ts';
import { CodedError } from '../coded-error.ts';
import { findSet } from '../find-set.ts';
import { placeHold } from '../holds.ts';
import { approve } from '../home/approval-note.ts';
import { listRecords } from '../home/record.ts';
import { LEASE_MS } from '../log/lease.ts';
import { Log } from '../log/log.ts';
import { promote } from '../promotion/promote.ts';
import { undo } from '../promotion/undo.ts';
import { repositoryArn } from '../schema.ts';
import type { SetDigest } from '../set-digest.ts';
import { prune, type PrunePorts, type PruneRequest } from './prune.ts';
import { pruneTransit } from './prune-transit.ts';

const DAY = 86_400_000;
const NONE: ReadonlyMap<SetDigest, string> = new Map();

const step = oneof(
  { weight: 4, arbitrary: record({ do: constant('attach' as const), pick: nat(9) }) },
  { weight: 4, arbitrary: record({ do: constant('promote' as const), pick: nat(9) }) },
  { weight: 2, arbitrary: record({ do: constant('prune' as const), pick: nat(3) }) },
  record({
    do: constantFrom('undo' as const, 'approve' as const, 'hold' as const, 'release' as const),
    pick: nat(9),
  }),
);
type Step = typeof step extends Arbitrary<infer One> ? One : never;

/** A history of one package, with what a release engineer was promised about it. */
class Story {
  readonly w: World = world();
  readonly releases = new Map<SetDigest, string>();
  readonly promised = new Set<SetDigest>();
  /** What each pruning did. */
  readonly seen: { readonly before: unknown; readonly after: unknown; readonly isWhole: boolean }[] = [];
  #next = 1;
  #last: string | undefined;

  async take({ do: what, pick }: Step): Promise<void> {
    const { w } = this;
    w.clock.advance(DAY);
    if (what === 'attach') return await attach(w, build(String(this.#next++)));
    if (what === 'prune') return await this.prune(pick);
    if (what === 'undo') return void (await this.undo());
    const tags = (await listRecords(w.home.records, REF)).flatMap(({ buildTag, state }) =>
      buildTag && state === 'sealed' ? [buildTag] : [],
    );
    const tag = tags[pick % tags.length];
    if (tag === undefined) return;
    const { digest } = await findSet(REF, { by: 'build', tag }, { format: w.ports.format, home: w.home });
    if (what === 'promote') {
      const { id } = await promote(promotionOf(tag, { exclusive: true }), w.ports);
      this.#last = id;
      return;
    }
    this.promised.add(digest);
    if (what === 'approve') await approve(w.home.records, REF, digest, { stage: 'prod', by: 'jo' });
    else if (what === 'release') this.releases.set(digest, 'R1');
    else
      await placeHold(
        { ref: REF, to: repositoryArn({ ...w.domain.ref, repository: `Held${tag}` }), set: digest },
        w.home,
      );
  }

  async prune(keep: number): Promise<void> {
    const { w } = this;
    const before = await this.visible();
    const ports: PrunePorts = { ...w.ports, repositories: ['AbcDev'], releases: this.releases };
    await prune({ pkg: REF, rebuild: ['AbcDev'], ...(keep === 0 ? {} : { keep }) }, ports);
    const { places } = await new Log(w.home, REF).read();
    const promoted = Object.values(places).flatMap(({ sets }) => Object.keys(sets) as SetDigest[]);
    const needed = await Promise.all([...promoted, ...this.promised].map((digest) => this.isWhole(digest)));
    this.seen.push({ before, after: await this.visible(), isWhole: needed.every(Boolean) });
  }

  /** Whether every byte of a set can still be had. */
  async isWhole(digest: SetDigest): Promise<boolean> {
    const { home, ports } = this.w;
    try {
      const { content, set } = await findSet(REF, { by: 'set', digest }, { format: ports.format, home });
      for (const entry of set.entries) await content.open(entry);
      return true;
    } catch {
      return false;
    }
  }

  /** The code of the error, if it was one. */
  async undo(): Promise<string | undefined> {
    if (this.#last === undefined) return undefined;
    try {
      await undo({ pkg: REF, operationId: this.#last }, this.w.ports);
      return undefined;
    } catch (error) {
      return error instanceof CodedError ? error.code : String(error);
    }
  }

  /** What installers get from each repository. */
  async visible(): Promise<unknown> {
    const dev = await namesIn(this.w, 'AbcDev');
    const tags = dev.map((name) => Number(/-(\d+)-any/.exec(name)?.[1] ?? 0));
    return { dev: Math.max(0, ...tags), staging: await namesIn(this.w, 'AbcStaging') };
  }
}

describe('prune, whatever the history', () => {
  it('changes nothing that installers get, and removes nothing that is promoted, held, approved, released or needed to undo', async () => {
    await assert(
      asyncProperty(array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const story = new Story();
        for (const one of steps) await story.take(one);
        await story.prune(0);
        expect(story.seen.filter(({ isWhole }) => !isWhole)).toEqual([]);
        expect(story.seen.map(({ after }) => after)).toEqual(story.seen.map(({ before }) => before));
        expect([undefined, 'not-last']).toContain(await story.undo());
      }),
      { numRuns: 60 },
    );
  });
});

describe('prune that is interrupted anywhere', () => {
  const request: PruneRequest = { pkg: REF, keep: 1, rebuild: ['AbcDev'] };

  async function prepared(): Promise<World> {
    const w = world();
    await attach(w, build('21'), build('22'), build('23'), build('24'));
    await promote(promotionOf('21'), w.ports);
    return w;
  }

  function faulty(w: World, calls: FaultyCalls): PrunePorts {
    const { home, ports } = portsOf(w.domain, undefined, 'a');
    const domain = faultyDomain(w.domain, calls);
    const [records, transit] = [faultyWriter(home.records, calls), faultyWriter(home.transit, calls)];
    return {
      ...ports,
      source: domain,
      destination: domain,
      home: { ...home, records, transit },
      repositories: ['AbcDev'],
      releases: NONE,
    };
  }

  async function stateOf(w: World): Promise<unknown> {
    const records = (await listRecords(w.home.records, REF)).map(({ buildTag }) => buildTag).sort();
    const left = await w.home.transit.describeVersion(REF);
    return { records, dev: await namesIn(w, 'AbcDev'), staging: await namesIn(w, 'AbcStaging'), left };
  }

  it.each(['before', 'after'] as const)('ends the same when it was killed %s a call and is run again', async (when) => {
    const whole = await prepared();
    const counting = new FaultyCalls();
    await prune(request, faulty(whole, counting));
    const wanted = await stateOf(whole);
    expect(wanted).toMatchObject({ records: ['21', '24'] });
    expect(counting.count).toBeGreaterThan(40);
    for (let at = 1; at <= counting.count; at += 1) {
      const w = await prepared();
      await prune(request, faulty(w, new FaultyCalls({ at, when, kind: 'killed' }))).catch(() => undefined);
      const shown = await namesIn(w, 'AbcDev');
      expect(shown, `call ${at}`).toContain('pyabc-1.0.0-24-any.whl');
      w.clock.advance(LEASE_MS + 1);
      const { ports } = portsOf(w.domain, undefined, 'b');
      const again = await prune(request, { ...ports, repositories: ['AbcDev'], releases: NONE });
      expect(again.rows, `call ${at}`).not.toContainEqual(expect.objectContaining({ outcome: 'failed' }));
      await pruneTransit(['pypi'], portsOf(w.domain, undefined, 'c').home);
      expect(await stateOf(w), `call ${at}`).toEqual(wanted);
      expect((await new Log(w.home, REF).read()).lease, `call ${at}`).toBeUndefined();
    }
  });
});

describe('pruneTransit', () => {
  it('removes what a run left, but for what one is at work on', async () => {
    const w = world();
    await attach(w, build('23'));
    const [file] = build('23').files;
    if (!file) throw new Error('the build has no file');
    await w.home.transit.publishAsset(REF, { asset: file.asset, open: file.open });
    expect(await pruneTransit(['pypi', 'generic'], w.home, { dryRun: true })).toMatchObject([
      { outcome: 'would-be-removed' },
    ]);
    const log = new Log(w.home, REF);
    const { digest } = await findSet(
      REF,
      { by: 'build', tag: parseBuildTag('23') },
      { format: w.ports.format, home: w.home },
    );
    const operation = {
      id: 'p-1',
      kind: 'promote',
      planDigest: file.asset.sha256,
      version: '1.0.0',
      set: digest,
      builds: [],
      from: 'a',
      to: 'b',
    } as const;
    await log.append(() => ({ type: 'operation.started', operation: { ...operation, builds: [] } }));
    expect(await pruneTransit(['pypi'], w.home)).toMatchObject([{ outcome: 'at-work' }]);
    w.clock.advance(LEASE_MS + 1);
    expect(await pruneTransit(['pypi'], w.home)).toMatchObject([{ outcome: 'removed' }]);
    expect(await w.home.transit.describeVersion(REF)).toBeUndefined();
    expect(await pruneTransit(['pypi', 'generic'], w.home)).toEqual([]);
  });
});
