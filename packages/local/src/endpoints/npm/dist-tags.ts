import type { Reply } from '../../http/reply.ts';
import { readBody } from '../../http/request.ts';
import { removeDistTag, setDistTag } from '../../model/dist-tags.ts';
import { packageArn } from '../../model/names.ts';
import { placesOf } from '../../model/resolution.ts';
import type { EndpointCall } from '../endpoint.ts';
import { type NpmName, takeName } from './package-name.ts';
import { mergedTags } from './packument.ts';
import { npmError, npmReply } from './replies.ts';

/** A version in quotes. */
const maxTagBytes = 1024;

/** `npm dist-tag ls|add|rm`: `/-/package/{name}/dist-tags[/{tag}]`. Tags are set on versions that this repository holds. */
export async function answerDistTags(call: EndpointCall, segments: readonly string[]): Promise<Reply> {
  const taken = takeName(segments);
  if (!taken || taken.rest[0] !== 'dist-tags') return npmError(404, 'not found');
  const { name, rest } = taken;
  const tag = rest[1];
  switch (call.request.method) {
    case 'GET':
      return listTags(call, name);
    case 'PUT':
    case 'POST':
      return tag === undefined ? npmError(405, 'Method Not Allowed') : setTag(call, name, tag);
    case 'DELETE':
      return tag === undefined ? npmError(405, 'Method Not Allowed') : removeTag(call, name, tag);
    default:
      return npmError(405, 'Method Not Allowed');
  }
}

async function listTags(call: EndpointCall, name: NpmName): Promise<Reply> {
  await call.authorise('ReadFromRepository');
  const { services } = call;
  const tags = await services.store.transact(async (m) => {
    const places = await placesOf(m, await call.repository(m), name.key, services.limits);
    return places.length === 0 ? undefined : mergedTags(m, places);
  });
  return tags ? npmReply(200, Object.fromEntries(tags)) : npmError(404, `package ${name.full} not found`);
}

async function setTag(call: EndpointCall, name: NpmName, tag: string): Promise<Reply> {
  await authorisePublish(call, name);
  const version = versionIn((await readBody(call.request.body, maxTagBytes)).toString('utf8'));
  if (version === undefined) return npmError(400, 'the body is a version as a JSON string');
  return call.services.store.transact(async (m) => {
    const repository = await call.repository(m);
    const item = await m.packages.find(repository.id, name.key);
    const found = item && (await m.versions.find(item.id, version));
    if (!item || !found) return npmError(404, `version ${version} of ${name.full} not found`);
    await setDistTag(m, call.services, item.id, tag, version);
    return npmReply(200, { ok: true });
  });
}

async function removeTag(call: EndpointCall, name: NpmName, tag: string): Promise<Reply> {
  await authorisePublish(call, name);
  return call.services.store.transact(async (m) => {
    const repository = await call.repository(m);
    const item = await m.packages.find(repository.id, name.key);
    const tags = item && (await m.distTags.list(item.id));
    if (!item || !tags?.has(tag)) return npmError(404, `tag ${tag} of ${name.full} not found`);
    await removeDistTag(m, call.services, item.id, tag);
    return npmReply(200, { ok: true });
  });
}

async function authorisePublish(call: EndpointCall, { key }: NpmName): Promise<void> {
  const { domain, repository } = call.address;
  await call.authorise('PublishPackageVersion', packageArn(call.services.identity, domain, repository, key));
}

function versionIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
