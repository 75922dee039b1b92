import type { SetEntry } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import { addToRecord } from '../home/seal.ts';
import type { FormField, Publication, RepositoryWriter } from '../ports/registry.ts';
import type { SpooledFile } from '../ports/spool.ts';
import type { Keeper } from './keeper.ts';
import { observe } from './observe.ts';
import { retrying } from './retry.ts';
import type { SetContent } from './content.ts';
import type { PromotionEvent, PromotionPorts } from './request.ts';

export type TransferPorts = Pick<PromotionPorts, 'format' | 'home' | 'spool'>;

/** Sends assets to a repository, each downloaded once: streamed where its upload fields are known, else spooled. */
export class Transfer implements Keeper {
  readonly #ports: TransferPorts;
  readonly #content: SetContent;
  readonly #fields: ReadonlyMap<string, readonly FormField[]>;
  readonly #onEvent: (event: PromotionEvent) => void;
  readonly #spooled = new Map<string, Promise<SpooledFile>>();

  constructor(
    ports: TransferPorts,
    content: SetContent,
    fields: ReadonlyMap<string, readonly FormField[]>,
    onEvent: (event: PromotionEvent) => void,
  ) {
    this.#ports = ports;
    this.#content = content;
    this.#fields = fields;
    this.#onEvent = onEvent;
  }

  /**
   * Publishes an entry; `unfinished` leaves a generic version open for more, `tag` is what the publish of an npm version
   * sets. Throws `conflict` when other bytes stand there under its name.
   */
  async send(
    entry: SetEntry,
    to: RepositoryWriter,
    ref: VersionRef,
    { tag, unfinished = false }: { readonly unfinished?: boolean; readonly tag?: string } = {},
  ): Promise<void> {
    this.#onEvent({ type: 'transferring', asset: entry.name, size: entry.size, to: to.repository.repository });
    const publication = { ...(await this.publicationOf(entry)), ...(tag === undefined ? {} : { tag }), unfinished };
    const { outcome } = await to.publishAsset(ref, publication);
    if (outcome === 'published') return;
    const held = (await observe(to, ref)).assets.find(({ name }) => name === entry.name);
    if (held?.sha256 === entry.sha256) return;
    throw new CodedError(
      'conflict',
      held
        ? `${to.repository.repository} holds other bytes under ${entry.name} of ${formatVersion(ref)}.`
        : `${to.repository.repository} refuses ${entry.name}: ${formatVersion(ref)} exists in an upstream of it.`,
      { side: 'destination' },
    );
  }

  /** Keeps an entry in an open record of the home while it is downloaded, for the upload that may follow too. */
  async keep(entry: SetEntry, record: VersionRef): Promise<void> {
    const open = async (): Promise<AsyncIterable<Uint8Array>> => {
      const present = this.#spooled.get(entry.name);
      if (present) return (await present).stream();
      const onSpooled = (file: SpooledFile): unknown => this.#spooled.set(entry.name, Promise.resolve(file));
      return this.#ports.spool.spoolOnTheWay(entry, await this.#content.open(entry), onSpooled);
    };
    await addToRecord(this.#ports.home.records, record, this.#of(entry, open));
  }

  async dispose(): Promise<void> {
    const files = await Promise.allSettled(this.#spooled.values());
    await Promise.all(files.map((file) => (file.status === 'fulfilled' ? file.value.dispose() : undefined)));
    this.#spooled.clear();
  }

  /** An entry as it is published. */
  async publicationOf(entry: SetEntry): Promise<Publication> {
    const known = this.#fields.get(entry.name);
    const isBare = this.#ports.format.format === 'generic';
    if (!this.#spooled.has(entry.name) && (known || isBare)) {
      return this.#of(entry, () => this.#content.open(entry), known);
    }
    const file = await this.#spool(entry);
    const open = async (): Promise<AsyncIterable<Uint8Array>> => file.stream();
    if (isBare || known) return this.#of(entry, open, known);
    const { document, fields } = await this.#ports.format.inspect(file);
    return { ...this.#of(entry, open, fields), ...(document ? { document } : {}) };
  }

  #of(entry: SetEntry, open: Publication['open'], fields?: readonly FormField[]): Publication {
    const onBytes = (bytes: number): void => this.#onEvent({ type: 'transferred', asset: entry.name, bytes });
    return { asset: entry, open, onBytes, ...(fields ? { fields } : {}) };
  }

  #spool(entry: SetEntry): Promise<SpooledFile> {
    const present = this.#spooled.get(entry.name);
    if (present) return present;
    const { home, spool } = this.#ports;
    const file = retrying(home.timer, async () => spool.spool(entry, await this.#content.open(entry)));
    this.#spooled.set(entry.name, file);
    return file;
  }
}
