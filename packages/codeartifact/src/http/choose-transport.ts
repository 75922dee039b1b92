import { readFile } from 'node:fs/promises';
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
  /** Milliseconds until a connection must stand. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without a byte in either direction until a request is given up. Default 120,000. */
  readonly idleTimeoutMs?: number;
}

/** Throws `file-unreadable` when a certificate's file cannot be read. */
export async function chooseTransport(settings: ConnectionSettings): Promise<Transport> {
  const { proxies, cert, clientCert, connectTimeoutMs, idleTimeoutMs } = settings;
  const options: TransportOptions = {
    ...(cert === undefined ? {} : { ca: await pem(cert) }),
    ...(clientCert === undefined ? {} : { clientCert: await pem(clientCert) }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
  };
  const proxied = proxies?.httpProxy !== undefined || proxies?.httpsProxy !== undefined;
  return proxied ? new ProxyTransport(proxies, options) : new NodeTransport(options);
}

async function pem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CodeArtifactError('file-unreadable', `cannot read the certificate ${path}`, {
      cause,
      next: 'Check the path and the rights of what --cert and --client-cert name.',
    });
  }
}
