declare module 'ini' {
  /** Keys to text, true, lists and sections. */
  export function parse(text: string): Readonly<Record<string, unknown>>;
}
