import type { Reply } from '../../http/reply.ts';
import { packageArn } from '../../model/names.ts';
import { deprecateVersion, write } from '../../model/writing.ts';
import type { EndpointCall } from '../endpoint.ts';
import { type Json, objectIn, textIn } from '../../model/json-value.ts';
import type { NpmName } from './package-name.ts';
import { publishVersion } from './publish.ts';
import { type PublishDocument, PublishDocumentError, readPublishDocument } from './publish-document.ts';
import { npmError, npmReply } from './replies.ts';

/** Readme and manifests: far more than any package has. */
const maxDocumentBytes = 16 * 1024 ** 2;

/** `PUT /{name}`: a publish when the document has a tarball, else `npm deprecate`, which sends the packument back. */
export async function updatePackage(call: EndpointCall, name: NpmName): Promise<Reply> {
  const { services, address } = call;
  const arn = packageArn(services.identity, address.domain, address.repository, name.key);
  await call.authorise('PublishPackageVersion', arn);
  let received: PublishDocument;
  try {
    received = await readPublishDocument({
      body: call.request.body,
      maxBytes: services.limits.maxNpmPublishBytes,
      maxDocumentBytes,
      receive: (source) => services.blobs.receive(source, services.limits.maxAssetBytes),
    });
  } catch (error) {
    if (error instanceof PublishDocumentError) return npmError(error.status, error.message);
    throw error;
  }
  const document = objectIn(received.document);
  if (!document || document['name'] !== name.full) return npmError(400, `the document is not of ${name.full}`);
  return received.tarball ? publishVersion(call, name, document, received.tarball) : deprecate(call, name, document);
}

/** Takes over the deprecation of each version that the document has; an empty text takes it away. */
async function deprecate(call: EndpointCall, name: NpmName, document: Json): Promise<Reply> {
  const manifests = Object.entries(objectIn(document['versions']) ?? {});
  return write(call.services, async (writing) => {
    const { m } = writing;
    const repository = await call.repository(m);
    const item = await m.packages.find(repository.id, name.key);
    if (!item || manifests.length === 0) return npmError(404, `package ${name.full} not found`);
    for (const [versionName, manifest] of manifests) {
      const version = await m.versions.find(item.id, versionName);
      const deprecated = textIn(objectIn(manifest)?.['deprecated']);
      if (version && version.deprecated !== deprecated) await deprecateVersion(writing, version, deprecated);
    }
    return npmReply(200, { ok: true });
  });
}
