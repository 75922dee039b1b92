/** Quoted replies and messages are cut to this many characters. */
const MAX_QUOTED = 500;

const SECRETS: readonly (readonly [RegExp, string])[] = [
  // user:password@ in URLs; what the user must still recognise, the host, stays.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/]+@/gi, '$1***@'],
  [/\b(authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer)\s+)?[^\s"'&,]+/gi, '$1***'],
  // Long enough that "basic authentication" is still to be read.
  [/\b(bearer|basic)\s+[\w.~+/=-]{16,}/gi, '$1 ***'],
  [/\b(_authToken|password|token|x-amz-security-token|x-amz-signature)(["']?\s*[:=]\s*["']?)[^\s"'&,]+/gi, '$1$2***'],
  // CodeArtifact's tokens look like a JWT.
  [/\beyJ[\w-]{10,}(\.[\w-]*)*/g, '***'],
  [/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '$1***'],
];

/** `text` without tokens, passwords and credentials in URLs, on one line and at most 500 characters long. */
export function redact(text: string): string {
  const clean = SECRETS.reduce((kept, [pattern, substitute]) => kept.replace(pattern, substitute), text);
  const line = clean.replace(/\s+/g, ' ').trim();
  return line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}…` : line;
}
