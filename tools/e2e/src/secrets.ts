/** Something that must not be seen, and what it is. */
export interface Secret {
  readonly what: string;
  readonly value: string;
}

/** A text that was seen, and where. */
export interface Seen {
  readonly where: string;
  readonly text: string;
}

/** CodeArtifact's tokens are JSON Web Tokens: any of them counts, whoever asked for it. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}/;
/** Shorter than that, a text may be there by chance. */
const MIN_SECRET = 12;

/** Which secret is seen where: as it is, in a URL, and as Basic authentication sends it. */
export function leaks(secrets: readonly Secret[], seen: readonly Seen[]): string[] {
  return seen.flatMap(({ text, where }) => {
    const found = secrets.filter(({ value }) => formsOf(value).some((form) => text.includes(form)));
    const tokens = TOKEN.test(text) ? ['a token of CodeArtifact'] : [];
    return [...found.map(({ what }) => what), ...tokens].map((what) => `${what} in ${where}`);
  });
}

function formsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET) throw new Error(`"${secret}" is too short to be searched for`);
  // The three ways in which base64 has a text, whatever stands before it, without what its neighbours change.
  const encoded = [0, 1, 2].map((before) =>
    Buffer.from('x'.repeat(before) + secret)
      .toString('base64')
      .slice(before === 0 ? 0 : 4, -4),
  );
  return [secret, encodeURIComponent(secret), ...encoded];
}
