/**
 * What AWS does not document and a client may depend on: one switch each. The first value is the default.
 * None of the answers was observed on AWS. Set with `--assume NAME=VALUE`.
 */
export const assumptionTable = {
  'copy-overwrite': {
    values: ['replace', 'merge'],
    about: 'a copy with allowOverwrite replaces the assets of the destination version, or merges the two lists',
  },
  'copy-overwrite-generic': {
    values: ['same', 'replace', 'merge', 'refuse'],
    about: 'as copy-overwrite, for generic packages alone; refuse: a copy onto a Published version is NOT_ALLOWED',
  },
  'copy-overwrite-npm': {
    values: ['same', 'replace', 'merge', 'refuse'],
    about: 'the same for npm packages',
  },
  'copy-overwrite-pypi': {
    values: ['same', 'replace', 'merge', 'refuse'],
    about: 'the same for pypi packages',
  },
  'copy-onto-archived': {
    values: ['refuse', 'allow'],
    about: 'an overwriting copy onto an Archived version is NOT_ALLOWED, or done',
  },
  'copy-from-archived': {
    values: ['refuse', 'allow'],
    about: 'copying an Archived version is NOT_ALLOWED, or done',
  },
  'copy-from-unfinished': {
    values: ['refuse', 'allow'],
    about: 'copying an Unfinished version is NOT_ALLOWED, or done',
  },
  'copy-under-publish-block': {
    values: ['allow', 'refuse'],
    about: 'a copy to where the origin controls of the package or its group block publishing is done, or NOT_ALLOWED',
  },
  'status-after-copy': {
    values: ['source', 'published', 'keep'],
    about: 'a copied version has the status of its source, is Published, or keeps that of the version it overwrites',
  },
  'origin-after-first-copy': {
    values: ['direct', 'open', 'source'],
    about: 'a package made by a copy is publish=ALLOW upstream=BLOCK, or both ALLOW, or like its source',
  },
  'revision-after-copy': {
    values: ['equal', 'own'],
    about: 'a copy has the revision of its source while it has the same content, or one of its own',
  },
  'publish-under-block': {
    values: ['denied', 'conflict'],
    about: 'publishing against origin controls is AccessDeniedException (403), or ConflictException (409)',
  },
  'concurrent-first-publish': {
    values: ['one-wins', 'unsafe'],
    about:
      'of those who publish the first asset of a generic version at once one wins, or all succeed and the last one stays',
  },
  'same-bytes-on-published': {
    values: ['ok', 'conflict'],
    about: 'publishing an asset that a Published generic version has already, with the same bytes',
  },
  'list-unfinished': {
    values: ['yes', 'no'],
    about: 'a listing without a status filter has Unfinished versions',
  },
  'list-unfinished-assets': {
    values: ['yes', 'no'],
    about: 'ListPackageVersionAssets shows the assets of an Unfinished version',
  },
  'list-archived': {
    values: ['yes', 'no'],
    about: 'a listing without a status filter has Archived and Disposed versions',
  },
  'status-changes-revision': {
    values: ['no', 'yes'],
    about: 'a change of status gives a version another revision',
  },
  'deprecation-changes-revision': {
    values: ['no', 'yes'],
    about: 'npm: deprecating a version gives it another revision',
  },
  'dist-tags-change-revision': {
    values: ['no', 'yes'],
    about: 'npm: a dist-tag that comes to a version, or leaves it, gives it another revision',
  },
  'delete-partial': {
    values: ['skip', 'yes'],
    about: 'when one version cannot be deleted the others are SKIPPED, or deleted',
  },
  'unfinished-download': {
    values: ['yes', 'no'],
    about: 'GetPackageVersionAsset gives assets of an Unfinished version',
  },
  'latest-on-publish': {
    values: ['as-sent', 'forced'],
    about: 'npm: a publish sets the dist-tags it names, or `latest` too when that is missing',
  },
  'dangling-tags': {
    values: ['drop', 'keep', 'newest'],
    about:
      'npm: deleting a version removes the dist-tags that point at it, or leaves them, or moves its `latest` to the version published last',
  },
  'bad-token': {
    values: ['401', '404'],
    about: 'what a repository endpoint answers to a missing, invalid or expired token',
  },
} as const;

export type AssumptionName = keyof typeof assumptionTable;

/** One answer for each question of `assumptionTable`. */
export type Assumptions = { readonly [Name in AssumptionName]: (typeof assumptionTable)[Name]['values'][number] };

const names = Object.keys(assumptionTable).filter(isAssumptionName);

function isAssumptionName(name: string): name is AssumptionName {
  return Object.hasOwn(assumptionTable, name);
}

/** The answers to start with; `given` (`NAME=VALUE` each, later ones win) changes them. Throws RangeError that lists what is possible. */
export function parseAssumptions(given: readonly string[] = []): Assumptions {
  const chosen = new Map<AssumptionName, string>(names.map((name) => [name, assumptionTable[name].values[0]]));
  for (const item of given) {
    const at = item.indexOf('=');
    const name = at < 0 ? item : item.slice(0, at);
    const value = at < 0 ? '' : item.slice(at + 1);
    if (!isAssumptionName(name)) throw new RangeError(`no assumption '${name}'; there are: ${names.join(', ')}`);
    const possible: readonly string[] = assumptionTable[name].values;
    if (!possible.includes(value)) throw new RangeError(`${name} is one of: ${possible.join(', ')}; not '${value}'`);
    chosen.set(name, value);
  }
  return Object.fromEntries(chosen) as Assumptions;
}
