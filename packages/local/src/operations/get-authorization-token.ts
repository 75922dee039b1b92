import type { GetAuthorizationTokenRequest, GetAuthorizationTokenResult } from '@aws-sdk/client-codeartifact';
import { invalid } from '../errors.ts';
import { locateDomain } from '../model/locate.ts';
import { operation } from './operation.ts';

const defaultSeconds = 43_200;
/** 0 asks for a token as long as the caller's own credentials; the keys of this server have no end, so it gets the longest. */
const shortestSeconds = 900;

/** The model allows 0 to 43200; the guide says 0, or 900 and more. How AWS refuses the gap was not observed. */
export const getAuthorizationToken = operation<GetAuthorizationTokenRequest, GetAuthorizationTokenResult>(
  async ({ identity, now, store, tokens }, input, caller) => {
    const seconds = input.durationSeconds ?? 0;
    if (seconds !== 0 && seconds < shortestSeconds) {
      throw invalid(`durationSeconds is 0, or from ${shortestSeconds} to ${defaultSeconds}`);
    }
    const domain = await store.transact((m) => locateDomain(m, identity, input));
    // Whole seconds, as in the token.
    const expiresMs = (Math.floor(now() / 1000) + (seconds === 0 ? defaultSeconds : seconds)) * 1000;
    return {
      authorizationToken: tokens.issue({ domain: domain.name, principal: caller.principal, expiresMs }),
      expiration: new Date(expiresMs),
    };
  },
);
