import { exceptionStatus, ServiceError } from '../errors.ts';
import { jsonReply, type Reply } from './reply.ts';

/** The one place where an error becomes an answer. What is not a ServiceError is a fault of ours: its text stays inside. */
export function errorReply(error: unknown): Reply {
  const known = error instanceof ServiceError ? error : new ServiceError('InternalServerException', 'Internal error');
  const { retryAfterSeconds, ...members } = known.detail;
  return jsonReply(
    exceptionStatus[known.exception],
    { message: known.message, ...members },
    {
      'x-amzn-errortype': known.exception,
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
  );
}
