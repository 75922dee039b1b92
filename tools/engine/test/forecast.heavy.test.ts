import { nodeTimer } from '@buildset/codeartifact';
import {
  approve,
  attachRecord,
  findSet,
  type Format,
  type Gates,
  history,
  promote,
  type PromotionRequest,
} from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineWorld } from '../src/engine-world.ts';
import { attach, byBuild, FORMATS, makeBuild, refOf } from '../src/made-builds.ts';

const FORMAT_NAMES: readonly Format[] = ['pypi', 'generic', 'npm'];

describe('the forecast of a promotion over the real adapter', () => {
  let world: EngineWorld;
  let number = 0;
  beforeAll(async () => {
    world = await EngineWorld.start();
  });
  afterAll(() => world?.close());

  /** The forecast of a dry run by one process, and what another one really asks for the same. */
  async function compared(request: PromotionRequest, way: 'inside' | 'across' = 'inside') {
    const format = FORMATS[request.ref.format];
    // In haste the lease is renewed every second or two, which costs requests that nobody foresees.
    const ports = () => (way === 'inside' ? world.ports(format, nodeTimer()) : world.portsAcross(format, nodeTimer()));
    const { forecast, method } = await promote({ ...request, dryRun: true }, await ports());
    const { calls, bytesTransferred, outcome } = await promote(request, await ports());
    const bytes = request.ref.format === 'npm' ? undefined : bytesTransferred;
    return {
      outcome,
      method,
      foreseen: { calls: forecast?.calls, bytes: bytes === undefined ? undefined : forecast?.bytes },
      made: { calls, bytes },
    };
  }
  async function uploadPlainly(ref: PromotionRequest['ref'], tags: readonly string[], wheels = 3): Promise<void> {
    const dev = (await world.ports(FORMATS.pypi)).destination.writer('AbcDev');
    for (const tag of tags) {
      for (const { asset, fields, open } of (await makeBuild(ref, tag, wheels)).files) {
        await dev.publishAsset(ref, { asset, open, ...(fields ? { fields } : {}) });
      }
    }
  }

  const newRef = (format: Format) => refOf(format, `forecast${(number += 1)}`);
  const requestOf = (ref: PromotionRequest['ref'], tag: string, more = {}): PromotionRequest => ({
    ref,
    selector: byBuild(tag),
    from: 'AbcDev',
    to: 'AbcStaging',
    ...more,
  });

  it('of twelve wheels equals what is asked, and is told', async () => {
    const ref = newRef('pypi');
    const ports = await world.ports(FORMATS.pypi);
    await attach(ports, ref, '22');
    await attach(ports, ref, '23', 12);
    const { foreseen, made, method } = await compared(requestOf(ref, '23'));
    const total = Object.values(made.calls).reduce((sum, count) => sum + count, 0);
    console.info(`12 wheels: ${total} requests, foreseen ${JSON.stringify(foreseen.calls)}`);
    expect(method).toBe('assemble');
    expect(foreseen).toEqual(made);
  });

  it('counts the one question whose credentials are used, which only a run that writes asks', async () => {
    const ref = newRef('generic');
    const ports = await world.ports(FORMATS.generic);
    await attach(ports, ref, '22');
    const { foreseen, made } = await compared(requestOf(ref, '22'));
    expect(foreseen).toEqual(made);
    expect(made.calls['GetCallerIdentity']).toBe(1);
    const again = await promote(requestOf(ref, '22'), await world.ports(FORMATS.generic, nodeTimer()));
    expect(again.calls['GetCallerIdentity']).toBeUndefined();
    const principals = (await history([ref], {}, ports.home)).map(({ body, principal }) => [body.type, principal]);
    expect(principals).toEqual([
      ['operation.started', undefined],
      ['operation.completed', 'arn:aws:iam::000000000000:user/administrator'],
    ]);
  });

  it.each(FORMAT_NAMES)(
    'equals what is asked for %s: first, beside or in place of another build, and again',
    async (format) => {
      const ref = newRef(format);
      const ports = await world.ports(FORMATS[format]);
      for (const tag of ['22', '23', '24']) await attach(ports, ref, tag);
      const methods: string[] = [];
      for (const [tag, more] of [
        ['22', {}],
        ['23', { replace: true }],
        ['22', { exclusive: true }],
        ['24', { exclusive: true }],
      ] as const) {
        const { foreseen, made, method } = await compared(requestOf(ref, tag, more));
        methods.push(method);
        expect({ tag, method, ...foreseen }).toEqual({ tag, method, ...made });
      }
      expect(methods).toEqual(['assemble', format === 'pypi' ? 'add' : 'replace', 'replace', 'replace']);
    },
  );

  describe('into another domain', () => {
    it.each(FORMAT_NAMES)('equals what both are asked for %s: on record, replaced, and again', async (format) => {
      const ref = newRef(format);
      const ports = await world.ports(FORMATS[format]);
      for (const tag of ['22', '23']) await attach(ports, ref, tag, format === 'npm' ? 1 : 3);
      for (const [tag, more] of [
        ['22', {}],
        ['23', { exclusive: true }],
        ['22', { exclusive: true }],
      ] as const) {
        const { foreseen, made, outcome } = await compared(requestOf(ref, tag, more), 'across');
        expect({ tag, outcome, ...foreseen }).toEqual({ tag, outcome: 'promoted', ...made });
      }
    });

    it('equals what both are asked with gates, and for a set that has two tags', async () => {
      const ref = newRef('generic');
      const ports = await world.ports(FORMATS.generic);
      await attach(ports, ref, '22');
      await attachRecord({ ...(await makeBuild(ref, '22')), build: '23' }, ports.home, { repository: 'AbcDev' });
      await promote(requestOf(ref, '22'), await world.ports(FORMATS.generic, nodeTimer()));
      const { digest } = await findSet(ref, byBuild('22'), { format: FORMATS.generic, home: ports.home });
      for (const by of ['ann', 'bob']) await approve(ports.home.records, ref, digest, { stage: 'prod', by });
      const gates: Gates = { stage: 'prod', approvals: 2, soakMs: 1000 };
      await world.steering.advance(60_000);
      const { foreseen, made, outcome } = await compared(requestOf(ref, '23', { from: 'AbcStaging', gates }), 'across');
      expect({ outcome, ...foreseen }).toEqual({ outcome: 'promoted', ...made });
    });

    it('equals what both are asked for a set that only the record of another tag holds', async () => {
      const ref = newRef('generic');
      const ports = await world.ports(FORMATS.generic);
      await attach(ports, ref, '22');
      await attachRecord({ ...(await makeBuild(ref, '22')), build: '23' }, ports.home, { repository: 'AbcDev' });
      const { foreseen, made, outcome } = await compared(requestOf(ref, '23'), 'across');
      expect({ outcome, ...foreseen }).toEqual({ outcome: 'promoted', ...made });
    });

    it('equals what both are asked for what plain twine uploaded, as it is and stripped', async () => {
      for (const [more, wheels] of [
        [{}, 3],
        [{ strip: true }, 1],
      ] as const) {
        const ref = newRef('pypi');
        await uploadPlainly(ref, ['22', '23'], wheels);
        const { foreseen, made, outcome } = await compared(requestOf(ref, '22', more), 'across');
        expect({ more, outcome, ...foreseen }).toEqual({ more, outcome: 'promoted', ...made });
      }
    });
  });

  it('equals what is asked for a copy, and for what plain twine uploaded', async () => {
    for (const tags of [['22'], ['22', '23']]) {
      const ref = newRef('pypi');
      await uploadPlainly(ref, tags);
      const { foreseen, made, outcome } = await compared(requestOf(ref, '22'));
      expect(outcome).toBe('promoted');
      expect(foreseen).toEqual(made);
    }
  });
});
