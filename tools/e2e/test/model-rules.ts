import type { Input } from './model-inputs.ts';

/** A rule that the service's documentation states, or that this server has chosen, and that shapes cannot say. */
interface Rule {
  /** What the refusal says. */
  readonly message: RegExp;
  readonly reason: 'FIELD_VALIDATION_FAILED' | 'CANNOT_PARSE' | 'OTHER';
  /** Whether an input may be refused for it. */
  readonly breaks: (input: Input) => boolean;
}

const given = (name: string) => (input: Input) => input[name] !== undefined;
const withNamespace = ['maven', 'swift', 'generic'];
const named = (input: Input): number => keysIn(input['versions']) + keysIn(input['versionRevisions']);

/** Everything that an input which the shapes allow may be refused for with ValidationException. */
const rules: readonly Rule[] = [
  {
    message: /^The namespace of a \w+ package is required$/u,
    reason: 'FIELD_VALIDATION_FAILED',
    breaks: (input) => !given('namespace')(input) && withNamespace.includes(String(input['format'])),
  },
  {
    message: /^Packages of the format \w+ have no namespace$/u,
    reason: 'FIELD_VALIDATION_FAILED',
    breaks: (input) =>
      given('namespace')(input) && ['pypi', 'nuget', 'ruby', 'cargo'].includes(String(input['format'])),
  },
  {
    message: /^There is no external connection /u,
    reason: 'FIELD_VALIDATION_FAILED',
    breaks: (input) => !String(input['externalConnection']).startsWith('public:pypi'),
  },
  { message: /^A repository may be an upstream once only$/u, reason: 'OTHER', breaks: given('upstreams') },
  { message: /^The upstreams of .* lead back to it$/u, reason: 'OTHER', breaks: given('upstreams') },
  { message: /^The provided nextToken is not valid for this request$/u, reason: 'OTHER', breaks: given('nextToken') },
  { message: /' is no package group pattern$/u, reason: 'FIELD_VALIDATION_FAILED', breaks: given('packageGroup') },
  {
    message: /' is not the ARN of a resource that has tags$/u,
    reason: 'FIELD_VALIDATION_FAILED',
    breaks: given('resourceArn'),
  },
  {
    message: /^versions and versionRevisions must name the same package versions$/u,
    reason: 'OTHER',
    breaks: given('versionRevisions'),
  },
  {
    message: /^At least one package version must be given$/u,
    reason: 'OTHER',
    breaks: (input) => named(input) === 0,
  },
  {
    message: /^Exactly one of versions and versionRevisions must be given$/u,
    reason: 'OTHER',
    breaks: (input) => given('versions')(input) === given('versionRevisions')(input),
  },
  {
    message: /^The source and the destination repository are the same$/u,
    reason: 'OTHER',
    breaks: (input) => input['sourceRepository'] === input['destinationRepository'],
  },
  {
    message: /' is not allowed in a generic package$/u,
    reason: 'FIELD_VALIDATION_FAILED',
    breaks: given('assetName'),
  },
  {
    message: /^PublishPackageVersion takes the format generic; /u,
    reason: 'OTHER',
    breaks: (input) => input['format'] !== 'generic',
  },
  { message: /^The SHA-256 of the asset is /u, reason: 'FIELD_VALIDATION_FAILED', breaks: given('assetSHA256') },
  { message: /^The policy document is not JSON$/u, reason: 'CANNOT_PARSE', breaks: given('policyDocument') },
  {
    message: /^The policy document needs statements /u,
    reason: 'FIELD_VALIDATION_FAILED',
    breaks: given('policyDocument'),
  },
  {
    message: /^durationSeconds is 0, or from 900 /u,
    reason: 'FIELD_VALIDATION_FAILED',
    breaks: ({ durationSeconds }) => Number(durationSeconds) > 0 && Number(durationSeconds) < 900,
  },
  {
    message: /^The target status is one of /u,
    reason: 'FIELD_VALIDATION_FAILED',
    breaks: ({ targetStatus }) => !['Published', 'Unlisted', 'Archived'].includes(String(targetStatus)),
  },
  {
    message: /^The root package group cannot be deleted$/u,
    reason: 'OTHER',
    breaks: (input) => input['packageGroup'] === '/*',
  },
  {
    message: /^The root package group has nothing to inherit from$/u,
    reason: 'OTHER',
    breaks: (input) => input['packageGroup'] === '/*' && given('restrictions')(input),
  },
];

/** Whether a refusal of `input` is one that a rule gives, with the rule's reason. */
export function isByRule(input: Input, message: string, reason: unknown): boolean {
  return rules.some((rule) => rule.message.test(message) && rule.reason === reason && rule.breaks(input));
}

function keysIn(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
