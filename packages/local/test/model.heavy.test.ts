import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exceptionStatus } from '../src/errors.ts';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';
import { inputOf, isRaw, misshapen, type SdkOperation, sdkOperations } from './sdk-model.ts';

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

const noAnswer: Answer = { status: 0, type: null, text: '' };

let server: RunningCodeArtifact;
let client: CodeartifactClient;
/** What the client was last answered, before it read it. */
let answered: Answer = noAnswer;

interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** Sends what the SDK made of an input, and keeps the answer as it came over the wire. */
const handler = {
  handle: async ({ body, headers, hostname, method, path, port, protocol, query }: SdkRequest) => {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]),
    ).toString();
    const response = await fetch(`${protocol}//${hostname}:${port}${path}?${search.replaceAll('+', '%20')}`, {
      method,
      headers: Object.entries(headers).filter(([name]) => name !== 'host' && name !== 'content-length'),
      ...(method !== 'GET' && body !== undefined && { body }),
    });
    const text = await response.text();
    answered = { status: response.status, type: response.headers.get('x-amzn-errortype'), text };
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: new TextEncoder().encode(text),
      },
    };
  },
};

beforeAll(async () => {
  server = await startCodeArtifact({ report: () => undefined });
  const { endpoint, region } = server;
  client = new CodeartifactClient({ endpoint, region, credentials: server, maxAttempts: 1, requestHandler: handler });
  await send(named('CreateDomain'), { domain: 'abc' });
  for (const repository of ['dev', 'prod']) await send(named('CreateRepository'), { domain: 'abc', repository });
  const at = { domain: 'abc', repository: 'dev', format: 'generic', namespace: 'n', package: 'p' };
  const asset = { assetName: 'a', assetSHA256: shaOfA, assetContent: 'a' };
  await send(named('PublishPackageVersion'), { ...at, ...asset, packageVersion: '1' });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const shaOfA = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';

function named(name: string): SdkOperation {
  const found = sdkOperations.find((one) => one.name === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}

async function send({ command: Command }: SdkOperation, input: object): Promise<Answer> {
  answered = noAnswer;
  // What the SDK makes of the answer is not asked here.
  await client.send(new Command(input)).catch(() => undefined);
  return answered;
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

/** What of an answer the model does not allow. */
function problemsOf({ output, status: success }: SdkOperation, { status, type, text }: Answer): readonly string[] {
  if (type !== null) {
    const statuses: Readonly<Record<string, number>> = exceptionStatus;
    const ours = /InternalServer|NotImplemented|Signature|Token|Client/u.test(type);
    return statuses[type] === status && !ours ? [] : [`${type} with ${status}: ${text}`];
  }
  if (status !== success) return [`status ${status}`];
  return isRaw(output) ? [] : misshapen(output, JSON.parse(text));
}

describe('every operation', () => {
  // Those that take away the domain or its repositories would make the rest trivial.
  const kept = sdkOperations.filter((one) => !['DeleteDomain', 'DeleteRepository'].includes(one.name));
  const succeeded = new Set<string>();

  it('is in the model of the SDK', () => {
    expect(sdkOperations).toHaveLength(48);
  });

  it.each(kept.map((one) => [one.name, one] as const))(
    '%s answers any input as the model allows',
    async (_name, target) => {
      await fc.assert(
        fc.asyncProperty(inputOf(target.input, { pools, seldom }), async (input) => {
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
