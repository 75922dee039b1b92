import type { Streams } from '../src/streams.ts';

/** Streams that keep what is written to them. */
export class CapturedStreams implements Streams {
  readonly stdout: { text: string; isTTY: boolean; write(text: string): void };
  readonly stderr: { text: string; isTTY: boolean; write(text: string): void };

  constructor({ isTTY = false }: { readonly isTTY?: boolean } = {}) {
    this.stdout = captured(isTTY);
    this.stderr = captured(isTTY);
  }
}

function captured(isTTY: boolean): { text: string; isTTY: boolean; write(text: string): void } {
  return {
    text: '',
    isTTY,
    write(text) {
      this.text += text;
    },
  };
}
