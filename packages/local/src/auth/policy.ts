import { accessDenied } from '../errors.ts';

/** One question to the policies: may `principal` do `action` on `resource`? */
export interface AccessQuestion {
  readonly principal: string;
  /** `codeartifact:CopyPackageVersions`, … */
  readonly action: string;
  readonly resource: string;
  /** The address that the request comes from. */
  readonly sourceIp: string;
}

/** Asked before every operation and every request of an endpoint. */
export interface PolicyHook {
  allows(question: AccessQuestion): Promise<boolean>;
}

/** Throws AccessDeniedException in the words of IAM when the answer is no. */
export async function assertAllowed(hook: PolicyHook, question: AccessQuestion): Promise<void> {
  if (await hook.allows(question)) return;
  throw accessDenied(
    `User: ${question.principal} is not authorized to perform: ${question.action} on resource: ${question.resource}`,
  );
}
