/** Characters of a text from outside that a message repeats. */
const SHOWN = 80;

/** Text from outside in quotes, cut to 80 characters: a hostile name can neither flood nor garble a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
