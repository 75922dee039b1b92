import { type Reply, textReply } from '../../http/reply.ts';
import { packageArn, packageKey } from '../../model/names.ts';
import { checkPublishAllowed } from '../../model/origin-controls.ts';
import { placesOf } from '../../model/resolution.ts';
import { isUpstream } from '../../model/retention.ts';
import { addAsset, assetOf, createVersion, internalOrigin, openPackage, write } from '../../model/writing.ts';
import type { Services } from '../../services.ts';
import type { EndpointCall } from '../endpoint.ts';
import { BlobMismatchError } from '../../storage/blobs.ts';
import { digestProblem, storedBlob } from './announced-digests.ts';
import { publicFilesOf } from './fetch-file.ts';
import { fileNameProblem } from './file-name.ts';
import { fileMetadata, versionMetadata } from './form-metadata.ts';
import { readUploadForm, type UploadForm, UploadFormError } from './upload-form.ts';

/**
 * The legacy upload of PyPI. A file of that name with the same bytes is a success, with other bytes a 409; it may come to a
 * Published or Unlisted version at any time, and never to an Archived or Disposed one.
 */
export async function uploadFile(call: EndpointCall): Promise<Reply> {
  const { services, request } = call;
  let form: UploadForm;
  try {
    form = await readUploadForm({
      contentType: request.header('content-type') ?? '',
      body: request.body,
      maxFieldBytes: services.limits.maxFormFieldBytes,
      // Twice the fields: once for them, once for what is around the parts.
      maxBytes: services.limits.maxAssetBytes + 2 * services.limits.maxFormFieldBytes,
      receive: async (source, fields) => {
        const announced = await storedBlob(services, fields, Number(request.header('content-length')));
        return services.blobs.receive(source, services.limits.maxAssetBytes, announced);
      },
    });
  } catch (error) {
    if (error instanceof UploadFormError) return textReply(error.status, `${error.message}\n`);
    if (error instanceof BlobMismatchError) return textReply(400, `${error.message}\n`);
    throw error;
  }
  const checked = checkForm(form);
  if (typeof checked === 'string') return textReply(400, `${checked}\n`);
  const mismatch = await digestProblem(services, form.fields, checked.file.blob);
  return mismatch === undefined ? store(call, services, checked, form) : textReply(400, `${mismatch}\n`);
}

/** How much of a refused value an answer repeats. */
const shownCharacters = 300;

interface CheckedForm {
  readonly name: string;
  readonly version: string;
  readonly file: NonNullable<UploadForm['file']>;
}

/** A sentence on what is wrong with the form, or its parts. Which fields AWS requires was not observed. */
function checkForm({ fields, file }: UploadForm): CheckedForm | string {
  const one = (field: string): string => fields.get(field)?.[0] ?? '';
  if (one(':action') !== 'file_upload') return "the field :action must be 'file_upload'";
  const name = one('name');
  const version = one('version');
  if (!/^(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]{0,253}[A-Za-z0-9])$/u.test(name))
    return `'${name.slice(0, shownCharacters)}' is no project name`;
  if (!/^[^#/\s]{1,255}$/u.test(version)) return `'${version.slice(0, shownCharacters)}' is no version`;
  if (!file) return 'the field content, with the file, is missing';
  const problem = fileNameProblem(file.name, name, version);
  if (problem) return problem;
  return { name, version, file };
}

async function store(call: EndpointCall, services: Services, form: CheckedForm, all: UploadForm): Promise<Reply> {
  const { name, version: versionName, file } = form;
  const key = packageKey('pypi', undefined, name);
  const { identity } = services;
  await call.authorise(
    'PublishPackageVersion',
    packageArn(identity, call.address.domain, call.address.repository, key),
  );
  if ((await publicFilesOf(call, key, versionName)).length > 0) {
    return textReply(409, `${name} ${versionName} exists behind the external connection public:pypi\n`);
  }
  const reply = await write(services, async (writing): Promise<Reply> => {
    const { m } = writing;
    const repository = await call.repository(m);
    const places = await placesOf(m, repository, key, services.limits);
    const own = places.find((place) => place.repository.id === repository.id);
    await checkPublishAllowed(m, services, repository, key, own?.item);
    if (await isUpstream(m, places, repository, versionName)) {
      return textReply(409, `${name} ${versionName} exists in an upstream repository\n`);
    }
    await m.blobs.add(file.blob.sha256, file.blob.size, file.blob.hashes);
    const place = own ?? (await openPackage(writing, repository, key, name));
    const asset = assetOf(file.name, file.blob, services.now(), fileMetadata(all.fields));
    const version = await m.versions.find(place.item.id, versionName);
    if (!version) {
      await createVersion(writing, place, {
        version: versionName,
        status: 'Published',
        origin: internalOrigin(repository),
        metadata: versionMetadata(all.fields),
        assets: [asset],
      });
      return textReply(200, '');
    }
    if (version.status === 'Archived' || version.status === 'Disposed') {
      return textReply(409, `${name} ${versionName} is ${version.status}\n`);
    }
    const existing = await m.assets.find(version.id, asset.name);
    if (existing) {
      if (existing.sha256 === asset.sha256) return textReply(200, '');
      return textReply(409, `${asset.name} of ${name} ${versionName} exists with other content\n`);
    }
    await addAsset(writing, place, version, asset);
    return textReply(200, '');
  });
  services.hashes.begin(file.blob);
  return reply;
}
