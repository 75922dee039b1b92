/* oxlint-disable vitest/no-disabled-tests, vitest/no-conditional-tests -- skipped, and said so, where no Python has botocore. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { brokenValues, misshapenMembers } from '../src/server/model-values.ts';
import type { ModelMember, ModelOperation } from '../src/server/service-model.ts';
import type { Answer } from '../src/server/signed-call.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { foundModel, sendInput } from './found-model.ts';

const model = await foundModel();

const asset = 'bytes';
const assetSHA256 = createHash('sha256').update(asset).digest('hex');

/** One value of each member's name that is right; what is not named here is not sent unless a test breaks it. */
const right: Readonly<Record<string, unknown>> = {
  domain: 'abc',
  repository: 'dev',
  sourceRepository: 'dev',
  destinationRepository: 'prod',
  format: 'generic',
  namespace: 'ns',
  package: 'pkg',
  packageVersion: '1.0',
  versions: ['1.0'],
  asset: 'a.txt',
  assetName: 'a.txt',
  assetSHA256,
  assetContent: asset,
  externalConnection: 'public:pypi',
  packageGroup: '/generic/ns/pkg$',
  originRestrictionType: 'PUBLISH',
  policyDocument: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  resourceArn: 'arn:aws:codeartifact:us-east-1:000000000000:domain/abc',
  restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
  tags: [{ key: 'team', value: 'x' }],
  tagKeys: ['team'],
  targetStatus: 'Published',
};

/** Those that would take away what the others need, and the one that answers with bytes. */
const untried = [
  'DeleteDomain',
  'DeleteRepository',
  'DeletePackage',
  'DeletePackageVersions',
  'DisposePackageVersions',
  'DeletePackageGroup',
  'GetPackageVersionAsset',
];

describe.skipIf(model.length === 0)(`botocore's model${model.length === 0 ? ' (skipped: no botocore)' : ''}`, () => {
  let server: Server;

  const send = async (operation: ModelOperation, input: Readonly<Record<string, unknown>>): Promise<Answer> =>
    await sendInput(server, operation, input);

  /** The input with the required members, and the namespace, which the documentation requires for generic packages. */
  function least(operation: ModelOperation): Record<string, unknown> {
    const sent = operation.input.filter(({ name, required }) => required || name === 'namespace');
    const more = operation.name === 'CopyPackageVersions' ? { versions: right['versions'] } : {};
    return { ...Object.fromEntries(sent.map(({ name }) => [name, right[name]])), ...more };
  }

  const named = (name: string): ModelOperation => {
    const operation = model.find((one) => one.name === name);
    if (!operation) throw new Error(`the model has no ${name}`);
    return operation;
  };

  beforeAll(async () => {
    server = await startServer();
    await send(named('CreateDomain'), { domain: 'abc' });
    for (const repository of ['dev', 'prod']) await send(named('CreateRepository'), { domain: 'abc', repository });
    await send(named('PublishPackageVersion'), least(named('PublishPackageVersion')));
    await send(named('CreatePackageGroup'), { domain: 'abc', packageGroup: right['packageGroup'] });
  });
  afterAll(() => server?.stop());

  it('has the 48 operations that this page is about', () => {
    expect(model).toHaveLength(48);
  });

  describe.each(model.map((operation) => [operation.name, operation] as const))('%s', (name, operation) => {
    const required = operation.input.filter(({ required: must }) => must);

    if (required.length > 0)
      it('wants every member that is required', async () => {
        for (const member of required.filter(isParameter)) {
          const { [member.name]: _left, ...rest } = least(operation);
          expect([member.name, await send(operation, rest)]).toEqual([member.name, refusal]);
        }
      });

    const limits = operation.input
      .filter(({ location }) => location !== 'payload')
      .flatMap((member) => brokenValues(member.shape).map(([limit, value]) => [member, limit, value] as const));

    if (limits.length > 0)
      it('holds every limit of the model', async () => {
        const passed: string[] = [];
        for (const [member, limit, value] of limits) {
          if (member.location === 'header' && !isAscii(value)) continue;
          const answer = await send(operation, { ...least(operation), [member.name]: value });
          if (answer.status !== 400) passed.push(`${member.name} (${limit}): ${answer.status}`);
        }
        expect(passed).toEqual([]);
      });

    if (!untried.includes(name))
      it('answers the least input as the model declares', async () => {
        expect(problemsOf(operation, await send(operation, least(operation)))).toEqual([]);
      });
  });
});

const refusal = expect.objectContaining({
  status: 400,
  body: expect.objectContaining({ reason: 'FIELD_VALIDATION_FAILED' }),
});

function isAscii(value: unknown): boolean {
  return typeof value === 'string' && /^[\x20-\x7E]*$/.test(value);
}

/** What of an answer to an input that the model allows is not declared: a status, or members of the output. */
function problemsOf({ errors, output }: ModelOperation, { body, status }: Answer): readonly string[] {
  const inBody = output.filter(({ location }) => location === undefined);
  if (status === 200) return misshapenMembers(inBody, body);
  const declared = errors.some((error) => error.status === status && error.name !== 'ValidationException');
  return declared ? [] : [`status ${status}: ${JSON.stringify(body)}`];
}

/** The header with the body's hash is part of the signature: without it a request is refused before it is read. */
function isParameter({ location }: ModelMember): boolean {
  return location === 'querystring' || location === undefined;
}
