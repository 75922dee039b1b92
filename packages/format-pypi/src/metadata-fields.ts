/** What may stand once and what several times (core metadata specification 1.0 to 2.6), and since which version. */
export const SINGLE_FIELDS: ReadonlyMap<string, string> = new Map([
  ['metadata-version', '1.0'],
  ['name', '1.0'],
  ['version', '1.0'],
  ['summary', '1.0'],
  ['description', '1.0'],
  ['description-content-type', '2.1'],
  ['keywords', '1.0'],
  ['home-page', '1.0'],
  ['download-url', '1.1'],
  ['author', '1.0'],
  ['author-email', '1.0'],
  ['maintainer', '1.2'],
  ['maintainer-email', '1.2'],
  ['license', '1.0'],
  ['license-expression', '2.4'],
  ['requires-python', '1.2'],
]);

/** As `SINGLE_FIELDS`, of fields that may stand several times. */
export const MULTIPLE_FIELDS: ReadonlyMap<string, string> = new Map([
  ['platform', '1.0'],
  ['supported-platform', '1.1'],
  ['classifier', '1.1'],
  ['requires', '1.1'],
  ['provides', '1.1'],
  ['obsoletes', '1.1'],
  ['requires-dist', '1.2'],
  ['provides-dist', '1.2'],
  ['obsoletes-dist', '1.2'],
  ['requires-external', '1.2'],
  ['project-url', '1.2'],
  ['provides-extra', '2.1'],
  ['dynamic', '2.2'],
  ['license-file', '2.4'],
  ['import-name', '2.5'],
  ['import-namespace', '2.5'],
]);
