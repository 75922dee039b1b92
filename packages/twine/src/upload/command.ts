import { type Command, defineCommand } from '@buildset/cli-kit';
import { UPLOAD_FLAGS } from './flags.ts';

/** `upload`: what `twine upload` does, and a record of each build. */
export const uploadCommand: Command = defineCommand({
  usage: 'upload <dist..>',
  summary: 'Upload distributions, and keep a record of each build',
  positionals: {
    dist: { type: 'string', array: true, demandOption: true, describe: 'Wheels and sdists, usually dist/*' },
  },
  flags: UPLOAD_FLAGS,
  examples: [
    ['upload dist/* --domain abc --repository AbcDev', 'with AWS credentials'],
    ['upload dist/* --repository codeartifact', 'a section of .pypirc, as for twine'],
    ['upload dist/* --domain abc --repository AbcDev --build auto', 'tags the wheels with the number of the CI run'],
    ['upload dist/*.whl --domain abc --repository AbcDev --open --build 23', 'one job of a matrix; then seal'],
  ],
  load: async () => (await import('./run-upload.ts')).runUpload,
});
