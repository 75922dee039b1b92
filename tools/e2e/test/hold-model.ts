import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { brokenMembers, misshapenMembers } from '../src/server/model-values.ts';
import type { ModelMember, ModelOperation } from '../src/server/service-model.ts';
import type { Answer } from '../src/server/signed-call.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { foundModel, sendInput } from './found-model.ts';
import { brokenInput, type Input, type Pools, validInput } from './model-inputs.ts';
import { isByRule } from './model-rules.ts';

const asset = 'bytes';
const assetSHA256 = createHash('sha256').update(asset).digest('hex');
const often = <T>(value: T): readonly T[] => Array.from({ length: 9 }, () => value);
const statement = { Effect: 'Allow', Principal: '*', Action: 'codeartifact:Describe*', Resource: '*' };

const pools: Pools = {
  domain: [...often('abc'), 'spare', 'spare'],
  domainOwner: [...often('000000000000'), '111111111111'],
  repository: [...often('dev'), 'prod', 'none'],
  repositoryName: ['dev', 'prod'],
  sourceRepository: often('dev'),
  destinationRepository: often('prod'),
  format: [...often('generic'), 'npm', 'pypi'],
  namespace: often('ns'),
  package: often('pkg'),
  packageVersion: [...often('1.0'), '2.0'],
  versions: [...often(['1.0']), ['1.0', '2.0']],
  versionRevisions: [{ '1.0': 'r' }],
  asset: often('a.txt'),
  assetName: ['a.txt', 'b.txt'],
  assetSHA256: often(assetSHA256),
  externalConnection: ['public:pypi', 'public:npmjs'],
  packageGroup: ['/*', '/generic/*', '/generic/ns/*', '/generic/ns/pkg$', '/npm/~x/a~'],
  originRestrictionType: ['PUBLISH'],
  policyDocument: [JSON.stringify({ Statement: [statement] })],
  resourceArn: ['domain/abc', 'repository/abc/dev'].map(
    (path) => `arn:aws:codeartifact:us-east-1:000000000000:${path}`,
  ),
  tagKeys: [['team']],
  status: ['Published'],
  expectedStatus: often('Published'),
  targetStatus: ['Published', 'Unlisted', 'Archived'],
  durationSeconds: [0, 900, 43_200],
};

/** After these what the others need is made again. */
const TAKES_AWAY = /^(?:Delete|Disassociate|Dispose|UpdatePackageVersionsStatus)/u;

export interface Extent {
  /** Inputs of each kind for each operation. */
  readonly runs: number;
  /** The same inputs in every run; absent: others each time. */
  readonly seed?: number;
}

/** Declares the tests that hold every answer of the server against botocore's model, for inputs that are made from it. */
export async function describeModel({ runs, seed }: Extent): Promise<void> {
  const model = await foundModel();
  const parameters = { numRuns: runs, ...(seed === undefined ? {} : { seed }) };

  describe.skipIf(model.length === 0)(
    `inputs made from botocore's model${model.length === 0 ? ' (skipped: no botocore)' : ''}`,
    () => {
      let server: Server;
      const succeeded = new Set<string>();

      const named = (name: string): ModelOperation => {
        const operation = model.find((one) => one.name === name);
        if (!operation) throw new Error(`the model has no ${name}`);
        return operation;
      };
      const send = async (operation: ModelOperation, input: Input): Promise<Answer> =>
        await sendInput(server, operation, { ...input, assetContent: asset });
      const prepare = async (name: string): Promise<void> => {
        const at = { domain: 'abc', repository: 'dev', format: 'generic', namespace: 'ns', package: 'pkg' };
        const { policyDocument: [policyDocument] = [] } = pools;
        // A version that was disposed of can be deleted only.
        await send(named('DeletePackage'), at);
        for (const domain of ['abc', 'spare']) await send(named('CreateDomain'), { domain });
        for (const repository of ['dev', 'prod']) await send(named('CreateRepository'), { ...at, repository });
        // A restriction that was made up would refuse the version.
        for (const packageGroup of pools['packageGroup'] ?? []) {
          const restrictions = { PUBLISH: 'ALLOW' };
          await send(named('UpdatePackageGroupOriginConfiguration'), { ...at, packageGroup, restrictions });
        }
        const version = { ...at, packageVersion: '1.0', assetName: 'a.txt', assetSHA256 };
        const published = await send(named('PublishPackageVersion'), version);
        for (const packageGroup of ['/generic/*', '/generic/ns/pkg$']) {
          await send(named('CreatePackageGroup'), { ...at, packageGroup });
        }
        for (const holder of ['Domain', 'Repository']) {
          await send(named(`Put${holder}PermissionsPolicy`), { ...at, policyDocument });
        }
        // A repository has one at most.
        if (name.startsWith('Dis'))
          await send(named('AssociateExternalConnection'), { ...at, externalConnection: 'public:pypi' });
        expect(published.status).toBe(200);
      };

      beforeAll(async () => {
        server = await startServer();
      });
      afterAll(() => server?.stop());

      describe.each(model.map((operation) => [operation.name, operation] as const))('%s', (name, operation) => {
        it('answers what the model allows as the model declares', { timeout: 600_000 }, async () => {
          await prepare(name);
          await fc.assert(
            fc.asyncProperty(validInput(operation, pools), async (input) => {
              if (TAKES_AWAY.test(name)) await prepare(name);
              const answer = await send(operation, input);
              if (answer.status === 200) succeeded.add(name);
              expect(problemsOf(operation, input, answer)).toEqual([]);
            }),
            parameters,
          );
        });

        it('refuses what the model forbids, and names it', { timeout: 600_000 }, async () => {
          await fc.assert(
            fc.asyncProperty(brokenInput(operation, pools), async ({ broken: members, input }) => {
              const refusal = refusalOf(await send(operation, input));
              expect(refusal).toEqual(refusalFor(members, refusal));
            }),
            parameters,
          );
        });
      });

      it('did what was asked in nearly every operation', () => {
        expect(succeeded.size).toBeGreaterThan(model.length * 0.9);
      });

      it('met no fault of the server itself', () => {
        expect(server.stderr()).toBe('');
      });
    },
  );
}

interface Refusal {
  readonly status: number;
  readonly errorType: string | undefined;
  readonly reason: unknown;
  /** The members that the refusal names, in order. */
  readonly members: readonly string[];
}

function refusalOf({ body, errorType, status }: Answer): Refusal {
  const names = String(textOf(body, 'message')).matchAll(/ at '([A-Za-z0-9]+)/gu);
  const members = [...new Set([...names].map(([, name = '']) => name))].toSorted();
  return { status, errorType, reason: textOf(body, 'reason'), members };
}

/** What cannot be read is refused first, at one member; else all that is wrong is said at once. */
function refusalFor(broken: Readonly<Record<string, 'type' | 'limit'>>, got: Refusal): Refusal {
  const refused = { status: 400, errorType: 'ValidationException' };
  const all = Object.keys(broken).toSorted();
  const mistyped = all.filter((name) => broken[name] === 'type');
  if (mistyped.length === 0) return { ...refused, reason: 'FIELD_VALIDATION_FAILED', members: all };
  const one = mistyped.find((name) => got.members.includes(name)) ?? 'one that cannot be read';
  return { ...refused, reason: 'CANNOT_PARSE', members: [one] };
}

/** What of the answer to an input that the model allows is not as the model, or a rule beside it, says. */
function problemsOf(operation: ModelOperation, input: Input, { body, errorType, status }: Answer): readonly string[] {
  if (status === 200) {
    const raw = operation.output.some(({ location }) => location === 'payload');
    if (raw) return body === asset ? [] : [`other bytes: ${JSON.stringify(body)}`];
    return problemsIn(
      operation.output.filter(({ location }) => location === undefined),
      body,
    );
  }
  const error = operation.errors.find(({ name }) => name === errorType);
  if (error?.status !== status || status >= 500) return [`${errorType} with ${status}: ${JSON.stringify(body)}`];
  if (errorType === 'ValidationException' && !isByRule(input, textOf(body, 'message') ?? '', textOf(body, 'reason'))) {
    return [`refused for no reason: ${JSON.stringify(body)}`];
  }
  return problemsIn(
    error.members.filter(({ location }) => location === undefined),
    body,
  );
}

function problemsIn(members: readonly ModelMember[], body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null) return ['no JSON'];
  return [...misshapenMembers(members, body), ...brokenMembers(members, body), ...badTimes(members, body)];
}

/** Times are in seconds since the epoch. */
function badTimes(members: readonly ModelMember[], body: object): readonly string[] {
  return Object.entries(body).flatMap(([name, value]) => {
    const shape = members.find(({ locationName }) => locationName === name)?.shape;
    if (shape?.type === 'timestamp')
      return Math.abs(Number(value) - Date.now() / 1000) < 86_400 ? [] : [`${name}: time`];
    const items: unknown[] = Array.isArray(value) ? value : [value];
    const inner = shape?.members ?? shape?.member?.members ?? [];
    return items.flatMap((item) => (typeof item === 'object' && item !== null ? badTimes(inner, item) : []));
  });
}

function textOf(body: unknown, field: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = new Map(Object.entries(body)).get(field);
  return typeof value === 'string' ? value : undefined;
}
