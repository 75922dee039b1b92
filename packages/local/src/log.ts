import { createWriteStream } from 'node:fs';
import type { LoggedRequest } from './request-log.ts';

/** One line of the log. Nothing secret is in it: no headers and no bodies, and of a query no signature. */
export type LogLine = RequestLine | FaultLine;

export interface RequestLine extends Omit<LoggedRequest, 'n'> {
  readonly level: 'info';
  readonly event: 'request';
  /** The header `x-amzn-requestid` of the answer. */
  readonly requestId: string;
  /** Until the last byte of the answer was handed over. */
  readonly durationMs: number;
}

/** A fault of the server itself. */
export interface FaultLine {
  readonly level: 'error';
  readonly event: 'fault';
  readonly time: string;
  readonly message: string;
}

export function requestLine(request: LoggedRequest, requestId: string, durationMs: number): RequestLine {
  const { n: _n, ...rest } = request;
  return { level: 'info', event: 'request', ...rest, requestId, durationMs: Math.round(durationMs * 10) / 10 };
}

export function faultLine(error: unknown, nowMs: number): FaultLine {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { level: 'error', event: 'fault', time: new Date(nowMs).toISOString(), message };
}

export interface Log {
  write(line: LogLine): void;
  close(): Promise<void>;
}

/** JSON lines, added to the file at `target`; `-` is standard error, since standard output has the ready line. */
export function openLog(target: string): Log {
  const stream = target === '-' ? process.stderr : createWriteStream(target, { flags: 'a', mode: 0o600 });
  // A log that cannot be written is told once, and is no reason to stop.
  let broken = false;
  stream.on('error', (error) => {
    if (!broken && target !== '-')
      process.stderr.write(`codeartifact-local: the log cannot be written: ${error.message}\n`);
    broken = true;
  });
  return {
    write(line) {
      if (!broken) stream.write(`${JSON.stringify(line)}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        if (broken || target === '-') resolve();
        else stream.end(() => resolve());
      }),
  };
}
