import { type Format, type Home, parseAssumption, readAnswers, type ServiceAnswers } from '@buildset/core';

/** What the home knows of the service for a format; `--assume NAME=VALUE` goes over it. Read once. Throws `unknown-assumption`. */
export function answersOf(
  home: Home,
  format: Format,
  assumptions: readonly string[] = [],
): () => Promise<ServiceAnswers> {
  const assumed: ServiceAnswers = Object.assign({}, ...assumptions.map(parseAssumption));
  let known: Promise<ServiceAnswers> | undefined;
  return () => {
    known ??= readAnswers(home.records).then((answers) => ({ ...answers[format], ...assumed }));
    return known;
  };
}
