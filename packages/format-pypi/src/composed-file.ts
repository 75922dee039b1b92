import type { LocalFile } from '@buildset/core';

/** Bytes of their own, or a range of a file that is not read before it is needed. */
export type Piece =
  | { readonly bytes: Uint8Array }
  | { readonly file: LocalFile; readonly start: number; readonly end: number };

interface PlacedPiece {
  readonly piece: Piece;
  readonly start: number;
  readonly end: number;
}

/** A file that is put together from pieces, in order, whenever it is read. */
export class ComposedFile implements LocalFile {
  readonly name: string;
  readonly size: number;
  readonly #pieces: readonly PlacedPiece[];

  constructor(name: string, pieces: readonly Piece[]) {
    this.name = name;
    let size = 0;
    this.#pieces = pieces.map((piece) => {
      const start = size;
      size += pieceSize(piece);
      return { piece, start, end: size };
    });
    this.size = size;
  }

  /** How many bytes at the beginning are those of `file`. */
  sharedBytes(file: LocalFile): number {
    const piece = this.#pieces[0]?.piece;
    return piece && 'file' in piece && piece.file === file && piece.start === 0 ? piece.end : 0;
  }

  async *stream(range: { readonly start?: number; readonly end?: number } = {}): AsyncGenerator<Uint8Array> {
    const { start = 0, end = this.size } = range;
    for (const placed of this.#pieces) {
      const from = Math.max(start, placed.start) - placed.start;
      const to = Math.min(end, placed.end) - placed.start;
      if (from < to) yield* part(placed.piece, from, to);
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.stream({ start: offset, end: offset + length })) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}

/** Joins ranges of one file that follow each other, so that they are read in one go. */
export function joined(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last && 'file' in last && 'file' in piece && last.file === piece.file && last.end === piece.start) {
      result[result.length - 1] = { ...last, end: piece.end };
    } else {
      result.push(piece);
    }
  }
  return result;
}

function pieceSize(piece: Piece): number {
  return 'bytes' in piece ? piece.bytes.length : piece.end - piece.start;
}

async function* part(piece: Piece, from: number, to: number): AsyncGenerator<Uint8Array> {
  if ('bytes' in piece) yield piece.bytes.subarray(from, to);
  else yield* piece.file.stream({ start: piece.start + from, end: piece.start + to });
}
