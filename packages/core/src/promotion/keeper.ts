import type { SetEntry } from '../build-set.ts';
import type { VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import { addToRecord } from '../home/seal.ts';
import type { SetContent } from './content.ts';
import type { PromotionEvent } from './request.ts';

/** What keeps an entry in an open record of the home. */
export interface Keeper {
  keep(entry: SetEntry, record: VersionRef): Promise<void>;
}

/** Reads each entry when it is sent, and lays down nothing: for sets of which nothing is sent to anywhere else. */
export function passingOn(home: Home, content: SetContent, onEvent: (event: PromotionEvent) => void): Keeper {
  return {
    async keep(entry, record) {
      const onBytes = (bytes: number): void => onEvent({ type: 'transferred', asset: entry.name, bytes });
      await addToRecord(home.records, record, { asset: entry, open: () => content.open(entry), onBytes });
    },
  };
}
