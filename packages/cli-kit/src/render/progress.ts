import type { TextStream } from '../streams.ts';
import { formatBytes } from './size.ts';

/** In a log a line of progress comes at most this often. */
const LOG_INTERVAL_MS = 5000;
/** On a terminal the line is drawn at most this often. */
const DRAW_INTERVAL_MS = 80;
const CLEAR_LINE = '\r\u001b[2K';

export interface ProgressOptions {
  readonly stream: TextStream;
  /** `line`: one line, drawn again and again, on a terminal. `log`: now and then a line. `none`: nothing. */
  readonly style: 'line' | 'log' | 'none';
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** What goes on, on stderr. Never part of a result. */
export class Progress {
  readonly #options: ProgressOptions;
  #label = '';
  #total = 0;
  #done = 0;
  #shownAt: number;
  #isDrawn = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    // In a log, what is soon done is not worth a line.
    this.#shownAt = options.style === 'log' ? options.now() : Number.NEGATIVE_INFINITY;
  }

  /** What is being done now; `bytes` is how many it will be, when that is known. */
  stage(label: string, bytes = 0): void {
    this.#label = label;
    this.#total = bytes;
    this.#done = 0;
    this.#show();
  }

  /** Changes the label of the present stage. */
  relabel(label: string): void {
    this.#label = label;
    this.#show();
  }

  /** So many more bytes of the present stage went through. */
  advance(bytes: number): void {
    this.#done += bytes;
    this.#show();
  }

  /** A line that stays, whatever the interval: what the user has to know now. */
  announce(text: string): void {
    if (this.#options.style === 'none') return;
    this.#clear();
    this.#options.stream.write(`${text}\n`);
  }

  /** Takes the line away. */
  end(): void {
    this.#clear();
    this.#label = '';
  }

  #show(): void {
    const { now, stream, style } = this.#options;
    if (style === 'none' || this.#label === '') return;
    const at = now();
    if (at - this.#shownAt < (style === 'line' ? DRAW_INTERVAL_MS : LOG_INTERVAL_MS)) return;
    this.#shownAt = at;
    const text = this.#text();
    if (style === 'log') {
      stream.write(`${text}\n`);
      return;
    }
    stream.write(`${CLEAR_LINE}${text.slice(0, (stream.columns ?? 80) - 1)}`);
    this.#isDrawn = true;
  }

  #text(): string {
    if (this.#total === 0) return `${this.#label} …`;
    const percent = Math.min(100, Math.floor((this.#done / this.#total) * 100));
    const done = Math.min(this.#done, this.#total);
    return `${this.#label}: ${formatBytes(done)} of ${formatBytes(this.#total)} (${percent} %)`;
  }

  #clear(): void {
    if (this.#isDrawn) this.#options.stream.write(CLEAR_LINE);
    this.#isDrawn = false;
  }
}
