/** The exceptions of the service's model, with the HTTP status each is answered with, and one of our own. */
export const exceptionStatus = {
  AccessDeniedException: 403,
  ConflictException: 409,
  InternalServerException: 500,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 402,
  ThrottlingException: 429,
  ValidationException: 400,
  // Common to AWS's services, not in CodeArtifact's own model. That CodeArtifact answers just these is not observed on AWS.
  ExpiredTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
  /** Not AWS's: an operation that this server does not have yet. */
  LocalNotImplementedException: 501,
} as const;

export type ExceptionName = keyof typeof exceptionStatus;

export type ResourceType = 'domain' | 'repository' | 'package' | 'package-version' | 'asset';

export type ValidationReason =
  | 'CANNOT_PARSE'
  | 'ENCRYPTION_KEY_ERROR'
  | 'FIELD_VALIDATION_FAILED'
  | 'UNKNOWN_OPERATION'
  | 'OTHER';

/** What an exception says besides its message. `retryAfterSeconds` becomes the header `Retry-After`. */
export interface ExceptionDetail {
  readonly resourceId?: string;
  readonly resourceType?: ResourceType;
  readonly reason?: ValidationReason;
  readonly retryAfterSeconds?: number;
}

/** An answer that the service's model knows as an exception. Operations throw it; `http/error-writer.ts` writes it. */
export class ServiceError extends Error {
  readonly detail: ExceptionDetail;

  constructor(name: ExceptionName, message: string, detail: ExceptionDetail = {}) {
    super(message);
    this.name = name;
    this.detail = detail;
  }

  get exception(): ExceptionName {
    return isExceptionName(this.name) ? this.name : 'InternalServerException';
  }
}

function isExceptionName(name: string): name is ExceptionName {
  return name in exceptionStatus;
}

export function invalid(message: string, reason: ValidationReason = 'FIELD_VALIDATION_FAILED'): ServiceError {
  return new ServiceError('ValidationException', message, { reason });
}

export function notFound(message: string, resourceType: ResourceType, resourceId: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, { resourceType, resourceId });
}

export function conflict(message: string, resourceType: ResourceType, resourceId: string): ServiceError {
  return new ServiceError('ConflictException', message, { resourceType, resourceId });
}

export function overQuota(message: string, resourceType: ResourceType, resourceId: string): ServiceError {
  return new ServiceError('ServiceQuotaExceededException', message, { resourceType, resourceId });
}

export function accessDenied(message: string): ServiceError {
  return new ServiceError('AccessDeniedException', message);
}
