/** A stream of bytes that are in memory. */
export async function* once(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}

/** All bytes of a stream, in memory: for small things only. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
