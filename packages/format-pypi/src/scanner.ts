/** Reads a text from left to right by sticky patterns; every other state of a small recursive-descent parser. */
export class Scanner {
  readonly text: string;
  #position = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The text that `pattern` (sticky) matches here, or undefined; moves past it. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.#position += match[0].length;
    return match[0];
  }

  /** Moves past spaces and tabs. */
  skipSpace(): void {
    this.take(/[ \t]*/y);
  }

  get atEnd(): boolean {
    return this.#position === this.text.length;
  }
}
