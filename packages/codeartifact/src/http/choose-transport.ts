import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { CodeArtifactError } from '../codeartifact-error.ts';
import { NodeTransport } from './node-transport.ts';
import { type ProxySettings, ProxyTransport } from './proxy-transport.ts';
import type { Transport, TransportOptions } from './transport.ts';

/** How requests reach the service. */
export interface ConnectionSettings {
  /** Default: none, whatever the environment says. */
  readonly proxies?: ProxySettings;
  /** Path of a PEM file of the authorities to trust in place of the built-in ones. */
  readonly cert?: string;
  /** Path of a PEM file of a client certificate and its key. */
  readonly clientCert?: string;
  /** PEM of a client certificate and its key, for those that are in no such file. */
  readonly clientPem?: string;
  /** Milliseconds until a connection must stand. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without a byte in either direction until a request is given up. Default 120,000. */
  readonly idleTimeoutMs?: number;
}

/** Throws `file-unreadable` when a certificate's file cannot be read, or does not hold what it is for. */
export async function chooseTransport(settings: ConnectionSettings): Promise<Transport> {
  const { proxies, cert, clientCert, clientPem, connectTimeoutMs, idleTimeoutMs } = settings;
  const given = clientPem === undefined ? undefined : checkedClient(clientPem);
  const client = given ?? (clientCert === undefined ? undefined : await readPem(clientCert, CLIENT));
  const options: TransportOptions = {
    ...(cert === undefined ? {} : { ca: await readPem(cert, AUTHORITIES) }),
    ...(client === undefined ? {} : { clientCert: client }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
  };
  const proxied = proxies?.httpProxy !== undefined || proxies?.httpsProxy !== undefined;
  return proxied ? new ProxyTransport(proxies, options) : new NodeTransport(options);
}

interface Content {
  readonly what: string;
  /** Throws when the text is something else. */
  check(pem: string): unknown;
}

const AUTHORITIES: Content = { what: 'a certificate', check: (pem) => new X509Certificate(pem) };
const CLIENT: Content = {
  what: 'a client certificate and its private key, without a passphrase',
  check: (pem) => createSecureContext({ cert: pem, key: pem }),
};

/** node says nothing of an authority that is none, and of a key that is none only while it connects. */
async function readPem(path: string, { check, what }: Content): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadable(`cannot read the certificate ${path}`, 'Check the path and the rights', cause);
  });
  try {
    check(pem);
  } catch (cause) {
    throw unreadable(`${path} does not hold ${what}`, 'Check the PEM file', cause);
  }
  return pem;
}

function checkedClient(pem: string): string {
  try {
    CLIENT.check(pem);
  } catch (cause) {
    const message = `what is configured as client certificate is not ${CLIENT.what}`;
    throw new CodeArtifactError('file-unreadable', message, { cause, next: 'Check both PEM texts.' });
  }
  return pem;
}

function unreadable(message: string, next: string, cause: unknown): CodeArtifactError {
  return new CodeArtifactError('file-unreadable', message, {
    cause,
    next: `${next} of what --cert and --client-cert name.`,
  });
}
