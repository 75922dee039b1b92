import { CONNECTION_FLAGS } from '@buildset/cli-kit';

const TARGET = 'Where to:';
const BUILD = 'The build:';
const LIKE_TWINE = 'As with twine:';

/** The flags of `upload`: twine's, and what a build needs besides. */
export const UPLOAD_FLAGS = {
  repository: {
    type: 'string',
    alias: 'r',
    group: TARGET,
    describe:
      'With a domain the stage or repository, else a section of .pypirc [TWINE_REPOSITORY; the first stage; pypi]',
  },
  'repository-url': { type: 'string', group: TARGET, describe: 'Address to upload to [TWINE_REPOSITORY_URL]' },
  username: { type: 'string', nargs: 1, alias: 'u', group: TARGET, describe: 'User name [TWINE_USERNAME]' },
  password: { type: 'string', nargs: 1, alias: 'p', group: TARGET, describe: 'Password or token [TWINE_PASSWORD]' },
  'config-file': { type: 'string', group: TARGET, describe: 'The .pypirc to read [default: ~/.pypirc]' },
  cert: { type: 'string', group: TARGET, describe: 'PEM file of authorities to trust [TWINE_CERT]' },
  'client-cert': { type: 'string', group: TARGET, describe: 'PEM file of a client certificate and its key' },
  open: { type: 'boolean', group: BUILD, describe: 'Leave the build open, for other jobs to add to; see seal' },
  build: {
    type: 'string',
    group: BUILD,
    describe: 'The tag of the build, written into untagged wheels on the way; auto: the number of the CI run',
  },
  'work-item': {
    type: 'string',
    array: true,
    nargs: 1,
    group: BUILD,
    describe: 'What the build is for; may be repeated',
  },
  'no-record': { type: 'boolean', group: BUILD, describe: 'Upload only, and keep no record of the build' },
  comment: { type: 'string', alias: 'c', group: LIKE_TWINE, describe: 'A comment sent with every file' },
  'skip-existing': {
    type: 'boolean',
    group: LIKE_TWINE,
    describe: 'With a token alone: leave files that exist. With AWS credentials the bytes are compared anyway',
  },
  attestations: {
    type: 'boolean',
    group: LIKE_TWINE,
    describe: 'Send the .attestation files beside the files along, and keep them with the build',
  },
  sign: {
    type: 'boolean',
    alias: 's',
    group: LIKE_TWINE,
    describe: 'Taken, and nothing is signed: indexes have no place for OpenPGP signatures',
  },
  'sign-with': { type: 'string', group: LIKE_TWINE, describe: 'Taken, and not used' },
  identity: { type: 'string', alias: 'i', group: LIKE_TWINE, describe: 'Taken with --sign, and not used' },
  'non-interactive': { type: 'boolean', group: LIKE_TWINE, describe: 'Ask for no password [TWINE_NON_INTERACTIVE]' },
  'disable-progress-bar': { type: 'boolean', group: LIKE_TWINE, describe: 'Show no progress' },
  ...CONNECTION_FLAGS,
} as const;
