import type { Caller, Services } from '../services.ts';

/**
 * The input as its handler sees it: the SDK's type, whose required members may be undefined only because callers of the SDK
 * may forget them; here the input has been held against the model.
 */
export type Checked<Input> = {
  [Name in keyof Input]: Record<never, never> extends Pick<Input, Name> ? Input[Name] : Exclude<Input[Name], undefined>;
};

/** One operation of the service, without HTTP. It throws ServiceError for what the model calls an exception. */
export type Operation = (
  services: Services,
  input: Readonly<Record<string, unknown>>,
  caller: Caller,
) => Promise<object>;

/** Ties a handler to the SDK's input and output types. The router has checked the input: see `http/input.ts`. */
export function operation<Input, Output extends object>(
  handler: (services: Services, input: Checked<Input>, caller: Caller) => Promise<Output>,
): Operation {
  return (services, input, caller) => handler(services, input as Checked<Input>, caller);
}
