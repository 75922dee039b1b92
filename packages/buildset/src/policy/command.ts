import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';
import { FORMATS } from '../formats.ts';
import { EXTRAS, ROLES } from './roles.ts';

/** `policy`: what a role needs of IAM. */
export const policyCommand: Command = defineCommand({
  usage: 'policy <role>',
  summary: 'Print the IAM policy, or the repository policies, of a role for the stages of the configuration',
  positionals: { role: { type: 'string', demandOption: true, describe: ROLES.join(', ') } },
  flags: {
    identity: { type: 'boolean', describe: 'The policy of whoever has the role [default]' },
    'repository-policy': {
      type: 'boolean',
      describe: 'The policies of domain and repositories, for principals of another account',
    },
    'only-writers': { type: 'boolean', describe: 'A repository policy that lets nobody else write' },
    principal: {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'ARN of a role, for policies of repositories; may be repeated',
    },
    repository: { type: 'string', describe: 'Only the policy of this repository, or of "domain"' },
    format: {
      choices: FORMATS.names,
      array: true,
      nargs: 1,
      describe: 'Package formats [default: all]; may be repeated',
    },
    also: { choices: EXTRAS, array: true, nargs: 1, describe: 'What the role may do besides; may be repeated' },
    upstream: {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'Repository that stages reach as an upstream, which the promoter looks at; may be repeated',
    },
    ...CONNECTION_FLAGS,
  },
  examples: [
    ['policy ci --format pypi > ci.json', 'for aws iam put-role-policy --policy-document file://ci.json'],
    ['policy promoter --also undo', 'who may take a first promotion back as well'],
    [
      'policy consumer --repository-policy --principal arn:aws:iam::444455556666:root --repository AbcProd',
      'lets another account install',
    ],
    ['policy promoter --only-writers --principal arn:aws:iam::111122223333:role/promoter', 'the lock of the stages'],
  ],
  load: async () => (await import('./run-policy.ts')).runPolicy,
});
