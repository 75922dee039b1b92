import { CliError } from '../../cli-error.ts';

/** The name is somebody else's. */
export function nameTaken(what: string, next = 'Give another name: --name NAME.'): CliError {
  return new CliError('login-name-taken', what, { next });
}

/** The file is not what its tool reads, or says it in a way that cannot be edited line by line. */
export function fileInvalid(what: string, next = 'Mend the file, or move it away: login writes a new one.'): CliError {
  return new CliError('login-file-invalid', what, { next });
}
