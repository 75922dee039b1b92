import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exceptionStatus } from '../src/errors.ts';
import { type OperationRoute, operationRoutes } from '../src/http/operation-table.ts';
import type { Member, Shape } from '../src/http/shapes.ts';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let server: RunningCodeArtifact;
let signer: SignatureV4;

beforeAll(async () => {
  server = await startCodeArtifact({ report: () => undefined });
  signer = new SignatureV4({ credentials: server, region: server.region, service: 'codeartifact', sha256: Sha256 });
  await send(route('CreateDomain'), { domain: 'abc' });
  for (const repository of ['dev', 'prod']) await send(route('CreateRepository'), { domain: 'abc', repository });
  const at = { domain: 'abc', repository: 'dev', format: 'generic', namespace: 'n', package: 'p' };
  await send(route('PublishPackageVersion'), { ...at, packageVersion: '1', assetName: 'a', assetSHA256: shaOfA });
});
afterAll(() => server.close());

const shaOfA = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';

function route(name: string): OperationRoute {
  const found = operationRoutes.find((one) => one.name === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** Sends an input as the model places it, valid or not. */
async function send(target: OperationRoute, input: Readonly<Record<string, unknown>>): Promise<Answer> {
  const { hostname, host } = new URL(server.endpoint);
  const query: Record<string, string> = {};
  const headers: Record<string, string> = { host };
  const body: Record<string, unknown> = {};
  let payload = '';
  for (const member of target.input) {
    const value = input[member.name];
    if (value === undefined) continue;
    if (member.place.in === 'query') query[member.place.name] = String(value);
    else if (member.place.in === 'header') headers[member.place.name] = String(value).replaceAll(/[^\x20-\x7E]/gu, '?');
    else if (member.place.in === 'body') body[member.name] = value;
  }
  if (target.name === 'PublishPackageVersion') payload = 'a';
  else if (target.method !== 'GET' && Object.keys(body).length > 0) payload = JSON.stringify(body);
  const request = {
    method: target.method,
    protocol: 'http:',
    hostname,
    path: target.path,
    query,
    headers,
    body: payload,
  };
  const signed = await signer.sign(request);
  const text = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const response = await fetch(`${server.endpoint}${target.path}?${text}`, {
    method: target.method,
    headers: signed.headers,
    ...(payload !== '' && { body: payload }),
  });
  return { status: response.status, type: response.headers.get('x-amzn-errortype'), text: await response.text() };
}

const often = (value: string): readonly string[] => Array.from({ length: 8 }, () => value);

/** What often exists, what never does, and what cannot be. */
const pools: Readonly<Record<string, readonly string[]>> = {
  domain: [...often('abc'), 'other', 'A', ''],
  repository: [...often('dev'), 'prod', 'none', '-'],
  sourceRepository: [...often('dev'), 'none'],
  destinationRepository: [...often('prod'), 'dev', '!'],
  format: [...often('generic'), 'npm', 'pypi', 'tape'],
  namespace: [...often('n'), 'other', 'a/b'],
  package: [...often('p'), 'none', '#'],
  packageVersion: ['1', '2', ' '],
  asset: ['a', 'b', ''],
  assetName: ['a', 'b', '..', '\u0000'],
  assetSHA256: [shaOfA, 'f'.repeat(64), 'F'],
  packageGroup: ['/*', '/npm/*', '/generic/n/p$', 'x'],
  resourceArn: ['arn:aws:codeartifact:us-east-1:000000000000:domain/abc', 'arn:x'],
  domainOwner: [...often('000000000000'), '111111111111', '1'],
  externalConnection: ['public:pypi', 'public:none'],
  originRestrictionType: ['PUBLISH', 'X'],
  targetStatus: ['Published', 'Archived', 'Deleted', 'X'],
  expectedStatus: ['Published', 'X'],
  policyDocument: ['{}', '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'],
  versions: ['1', '2'],
  repositoryName: ['prod', 'none'],
};

/** Mostly wrong when they are made up: rarely given. */
const seldom = ['nextToken', 'packageVersionRevision', 'policyRevision', 'versionRevisions', 'expectedStatus'];

function arbitraryOf(shape: Shape, name: string): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'string':
      return fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(...(pools[name] ?? ['x'])) },
        fc.string({ maxLength: 12 }),
      );
    case 'number':
      return fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 900, max: 1000 }) },
        { weight: 1, arbitrary: fc.integer({ min: -1, max: 50_000 }) },
      );
    case 'boolean':
      return fc.boolean();
    case 'list':
      return fc.array(arbitraryOf(shape.of, name), { maxLength: 3 });
    case 'map':
      return fc.dictionary(fc.constantFrom('1', '2', 'PUBLISH', '#'), arbitraryOf(shape.of, name), { maxKeys: 2 });
    case 'struct':
      return inputOf(shape.members);
    default:
      return fc.constant(undefined);
  }
}

function inputOf(members: readonly Member[]): fc.Arbitrary<Record<string, unknown>> {
  const fields = members.map(
    (member) =>
      [
        member.name,
        fc.oneof(
          { weight: member.required || member.name === 'namespace' ? 1 : 9, arbitrary: fc.constant(undefined) },
          {
            weight: member.required ? 40 : seldom.includes(member.name) ? 1 : 9,
            arbitrary: arbitraryOf(member.shape, member.name),
          },
        ),
      ] as const,
  );
  return fc.record(Object.fromEntries(fields));
}

/** Names of what in `value` is not of the shape. */
function misshapen(shape: Shape, value: unknown, at: string): readonly string[] {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? [] : [at];
    case 'number':
    case 'timestamp':
      return typeof value === 'number' ? [] : [at];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [at];
    case 'list':
      return Array.isArray(value) ? value.flatMap((item, index) => misshapen(shape.of, item, `${at}.${index}`)) : [at];
    case 'map':
      return Object.entries(Object(value)).flatMap(([key, item]) => misshapen(shape.of, item, `${at}.${key}`));
    case 'struct':
      return Object.entries(Object(value)).flatMap(([key, item]) => {
        const member = shape.members.find((one) => one.name === key);
        return member ? misshapen(member.shape, item, `${at}.${key}`) : [`${at}.${key}`];
      });
    default:
      return [];
  }
}

/** What of an answer the model does not allow. */
function problemsOf(target: OperationRoute, { status, type, text }: Answer): readonly string[] {
  if (type !== null) {
    const statuses: Readonly<Record<string, number>> = exceptionStatus;
    const ours = /InternalServer|NotImplemented/u.test(type);
    return statuses[type] === status && !ours ? [] : [`${type} with ${status}: ${text}`];
  }
  if (status !== target.status) return [`status ${status}`];
  const raw = target.output.some((member) => member.place.in === 'payload');
  return raw ? [] : misshapen({ kind: 'struct', members: target.output }, JSON.parse(text), '');
}

describe('every operation', { timeout: 60_000 }, () => {
  // Those that take away the domain or its repositories would make the rest trivial.
  const kept = operationRoutes.filter((one) => !['DeleteDomain', 'DeleteRepository'].includes(one.name));
  const succeeded = new Set<string>();

  it.each(kept.map((one) => [one.name, one] as const))(
    '%s answers any input as the model allows',
    async (_name, target) => {
      await fc.assert(
        fc.asyncProperty(inputOf(target.input), async (input) => {
          const answer = await send(target, input);
          if (answer.type === null) succeeded.add(target.name);
          expect(problemsOf(target, answer)).toEqual([]);
        }),
        { numRuns: 25 },
      );
    },
  );

  it('did something in most of them', () => {
    expect(succeeded.size).toBeGreaterThan(kept.length / 2);
  });
});
