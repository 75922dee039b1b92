/**
 * Which digest or id of a document stands for which one of this run. Two names that are the same in the
 * document are the same in the run, and two that differ there differ here. A name is known by its first twelve digits,
 * so that a whole digest and its short form are one.
 */
export class Names {
  readonly #ofRun = new Map<string, string>();
  readonly #ofDocument = new Map<string, string>();

  /** Whether the two may stand for each other, by what was learned before. */
  mayBeSame(shown: string, actual: string): boolean {
    if (shown.length !== actual.length) return false;
    const known = this.#ofRun.get(short(shown));
    if (known !== undefined) return short(known) === short(actual);
    return !this.#ofDocument.has(short(actual));
  }

  learn(shown: string, actual: string): void {
    keepLonger(this.#ofRun, shown, actual);
    keepLonger(this.#ofDocument, actual, shown);
  }

  /** A command of the document, with the names of this run. */
  toRun(text: string): string {
    return replaceNames(text, this.#ofRun);
  }

  /** Output of this run, with the names of the document where it has any. */
  toDocument(text: string): string {
    return replaceNames(text, this.#ofDocument);
  }
}

const NAME = /(?<![0-9a-f])[0-9a-f]{12,}(?![0-9a-f])/g;

function short(name: string): string {
  return name.slice(0, 12);
}

function keepLonger(names: Map<string, string>, from: string, to: string): void {
  if ((names.get(short(from))?.length ?? 0) < to.length) names.set(short(from), to);
}

function replaceNames(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(NAME, (name) => {
    const other = names.get(short(name)) ?? '';
    return other.slice(0, name.length) + name.slice(other.length);
  });
}
