import type { Codeartifact } from '@aws-sdk/client-codeartifact';
import type { Caller } from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';
import { readText, type Transport } from './http/transport.ts';
import type { RequestRunner } from './request-runner.ts';

const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';
const MAX_REPLY = 16 * 1024;

/**
 * Who the credentials belong to, by STS's GetCallerIdentity, which everybody may call; signed by the client's own signer, at
 * the service's time.
 * A server that stands for AWS, which `origin` tells, answers for STS too. A refusal is thrown as the SDK throws those of
 * CodeArtifact.
 */
export async function callerOf(
  client: Codeartifact,
  transport: Transport,
  runner: RequestRunner,
  origin: URL | undefined,
  signal = runner.signal,
): Promise<Caller> {
  const region = await client.config.region();
  const url = stsUrl(origin, region);
  const signer = await client.config.signer();
  const request = {
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: '/',
    query: {},
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
    body: BODY,
  };
  const signed = await signer.sign(request, {
    signingService: 'sts',
    signingRegion: region,
    signingDate: runner.clock.now(),
  });
  const headers = Object.fromEntries(
    Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  runner.sent('GetCallerIdentity');
  const reply = await transport.send({ method: 'POST', url, headers, body: BODY, ...(signal ? { signal } : {}) });
  runner.replied(reply.headers['date']);
  const text = await readText(reply.body, MAX_REPLY);
  const [arn, account] = [/<Arn>([^<]+)<\/Arn>/, /<Account>(\d{12})<\/Account>/].map((one) => one.exec(text)?.[1]);
  if (reply.status !== 200) throw refusal(reply.status, text, url);
  if (arn === undefined || account === undefined) {
    throw new CodeArtifactError('unexpected-reply', `STS at ${url.host} does not say whose credentials these are`);
  }
  const { expiration } = await client.config.credentials();
  return { arn, account, ...(expiration ? { expiresAt: expiration } : {}) };
}

function stsUrl(origin: URL | undefined, region: string): URL {
  if (origin && !/\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/.test(origin.hostname)) return origin;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(`https://sts.${region}.${suffix}/`);
}

/** Source: AWS Security Token Service API reference, "Common Errors". */
function refusal(status: number, text: string, { host }: URL): Error {
  const [name, message] = [/<Code>([^<]+)<\/Code>/, /<Message>([^<]+)<\/Message>/].map((one) => one.exec(text)?.[1]);
  const said = `STS answered ${status} at ${host}${message === undefined ? '' : `: ${message}`}`;
  return Object.assign(new Error(said), {
    ...(name === undefined ? {} : { name }),
    $metadata: { httpStatusCode: status },
  });
}
