import { CodeArtifactError } from './codeartifact-error.ts';
import { clientOptions, type ConnectOptions } from './connect.ts';
import { ControlPlane } from './control-plane.ts';
import { chooseTransport } from './http/choose-transport.ts';
import { RequestRunner } from './request-runner.ts';
import type { BearerToken } from './token-source.ts';

/** What a package manager needs of a domain: a token, and the addresses of its repositories. */
export interface DomainAccess {
  /**
   * A token for the whole domain. `durationSeconds` is 0, for as long as the caller's own credentials last, or 900 to
   * 43,200. Default: 43,200.
   */
  token(durationSeconds?: number): Promise<BearerToken>;
  /** A repository's endpoint for a format; ends with a slash. */
  endpoint(repository: string, format: 'pypi' | 'npm'): Promise<string>;
}

/**
 * Connects to a domain for its tokens and addresses only, as `aws codeartifact login` does: the rights to
 * GetAuthorizationToken and GetRepositoryEndpoint are enough. No request is sent yet.
 */
export async function connectAccess(options: ConnectOptions): Promise<DomainAccess> {
  const runner = new RequestRunner(options);
  const plane = new ControlPlane(clientOptions(options), await chooseTransport(options), runner);
  const { domain, domainOwner } = options;
  const where = { domain, ...(domainOwner === undefined ? {} : { domainOwner }) };
  return {
    async token(durationSeconds) {
      const doing = `get an authorization token for the domain ${domain}`;
      const subject = { operation: 'GetAuthorizationToken', doing, side: 'local', coordinates: where } as const;
      const input = { ...where, ...(durationSeconds === undefined ? {} : { durationSeconds }) };
      const reply = await plane.call(subject, (client) => client.getAuthorizationToken(input));
      const { authorizationToken: value, expiration: expiresAt } = reply;
      if (value !== undefined && expiresAt !== undefined) return { value, expiresAt };
      throw new CodeArtifactError('unexpected-reply', `cannot ${doing}: the reply lacks the token or its end`);
    },
    async endpoint(repository, format) {
      const doing = `find the ${format} endpoint of ${repository}`;
      const coordinates = { ...where, repository };
      const subject = { operation: 'GetRepositoryEndpoint', doing, side: 'local', coordinates } as const;
      const reply = await plane.call(subject, (client) =>
        client.getRepositoryEndpoint({ ...where, repository, format }),
      );
      const { repositoryEndpoint } = reply;
      if (repositoryEndpoint !== undefined) return repositoryEndpoint.replace(/\/*$/, '/');
      throw new CodeArtifactError('unexpected-reply', `cannot ${doing}: the reply names none`);
    },
  };
}
