import { formatVersion, type PromotionEvent, shortDigest, type VersionRef } from '@buildset/core';
import type { Output } from './output.ts';
import type { Progress } from './progress.ts';

/** Shows what goes on during a promotion; of one of several at once with the version's name, and without counting bytes. */
export function promotionProgress(
  progress: Progress,
  output: Output,
  ref?: VersionRef,
): (event: PromotionEvent) => void {
  return (event) => {
    const label = ref ? `${formatVersion(ref)}: ${labelOf(event)}` : labelOf(event);
    if (event.type === 'transferred') progress.advance(ref ? 0 : event.bytes);
    else if (event.type === 'transferring') progress.stage(label, ref ? 0 : event.size);
    else if (event.type === 'waiting' || event.type === 'replanned') progress.announce(label);
    else progress.stage(label);
    if (event.type !== 'transferred') output.detail(label);
  };
}

function labelOf(event: PromotionEvent): string {
  switch (event.type) {
    case 'selected':
      return `selected set ${shortDigest(event.digest)}${event.recorded ? '' : ', which is not on record yet'}`;
    case 'stripping':
      return `making set ${shortDigest(event.digest)} without its build`;
    case 'stripped':
      return `made set ${shortDigest(event.digest)} of set ${shortDigest(event.from)}`;
    case 'planned':
      return `planned: ${event.method}`;
    case 'waiting':
      return `waiting for another run at work on this package: ${event.holder}`;
    case 'adopting':
      return `putting set ${shortDigest(event.digest)} on record`;
    case 'transferring':
      return `${event.asset} to ${event.to}`;
    case 'transferred':
      return event.asset;
    case 'copied':
      return `copied to ${event.to}, waiting until it shows`;
    case 'published':
      return `published into ${event.to}, waiting until it shows`;
    case 'tagged':
      return `pointed ${event.tag} at it in ${event.to}`;
    case 'verified':
      return `verified in ${event.to}`;
    case 'replanned':
      return `something changed meanwhile, planning again: ${event.because}`;
    default:
      return event satisfies never;
  }
}
