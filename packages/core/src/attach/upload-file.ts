import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { AssetPublisher, RepositoryWriter, VersionReader } from '../ports/registry.ts';
import type { AttachEvent, BuildFile } from './attach-build.ts';

/**
 * Publishes one file. The same bytes under its name are success; other bytes throw `drift`, and a name that is
 * refused although nothing stands there throws `exists-upstream`.
 */
export async function uploadFile(
  file: BuildFile,
  ref: VersionRef,
  repository: AssetPublisher & Pick<VersionReader, 'listAssets' | 'repository'>,
  onEvent: (event: AttachEvent) => void = () => undefined,
): Promise<void> {
  const { asset, fields, open } = file;
  onEvent({ type: 'uploading', asset: asset.name, size: asset.size });
  const onBytes = (bytes: number): void => onEvent({ type: 'sent', asset: asset.name, bytes });
  const publication = { asset, open, onBytes, ...(fields ? { fields } : {}) };
  const { outcome } = await repository.publishAsset(ref, publication);
  if (outcome === 'conflict') await judgeConflict(file, ref, repository);
  onEvent({ type: 'uploaded', asset: asset.name, size: asset.size });
}

async function judgeConflict(
  { asset }: BuildFile,
  ref: VersionRef,
  repository: Pick<RepositoryWriter, 'listAssets' | 'repository'>,
): Promise<void> {
  const held = (await repository.listAssets(ref))?.assets.find(({ name }) => name === asset.name);
  if (held?.sha256 === asset.sha256) return;
  const where = repository.repository.repository;
  if (held) {
    throw new CodedError('drift', `${where} holds other bytes under ${asset.name} (sha256 ${held.sha256}).`, {
      side: 'destination',
      next: 'A published file never changes: give this build a number of its own.',
    });
  }
  throw new CodedError('exists-upstream', `${where} refuses ${asset.name}: ${formatVersion(ref)} exists upstream.`, {
    side: 'destination',
    next: 'Block the upstream for this package (put-package-origin-configuration), or use another version.',
  });
}
