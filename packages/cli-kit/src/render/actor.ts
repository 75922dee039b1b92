/**
 * Who did something, for a table: who they said they are, and the principal that AWS knew, without its account:
 * `release-bot as assumed-role/promoter/ci`. `-` where neither is known.
 */
export function actorWord(by: string | undefined, principal: string | undefined): string {
  const known = principal?.split(':').slice(5).join(':');
  if (known === undefined || known === '') return by ?? '-';
  return by === undefined ? known : `${by} as ${known}`;
}
