import { invalid } from '../errors.ts';
import type { EventLog } from '../events.ts';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults/registry.ts';
import { parseRule } from '../faults/rule.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import { readBody, type Request } from '../http/request.ts';
import type { RequestLog } from '../request-log.ts';
import { clockState, steerClock } from './clock.ts';
import { eventStream } from './event-stream.ts';

export interface LocalApi {
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly events: EventLog;
  readonly clock: Clock;
}

/** What is sent here is small; a path pattern may be long. */
const maxJsonBytes = 64 * 1024;

/** Whether a request is for the test interface, which only this machine may use, addressed as this machine. */
export function isLocalApi(request: Request): boolean {
  return request.path.startsWith('/_local/') && isLoopback(request.remoteAddress) && hostIsLoopback(request);
}

/** `/_local/faults`, `/_local/requests`, `/_local/events`, `/_local/clock`: what tests steer and look at. Throws ServiceError. */
export async function answerLocalApi(api: LocalApi, request: Request): Promise<Reply> {
  const [kind, id, verb] = request.path.slice('/_local/'.length).split('/');
  switch (`${request.method} ${kind}`) {
    case 'GET faults':
      return jsonReply(200, { faults: api.faults.list() });
    case 'POST faults':
      return id !== undefined && verb === 'release'
        ? jsonReply(200, api.faults.release(Number(id)))
        : jsonReply(201, await fromJson(request, (rule) => api.faults.add(parseRule(rule), rule)));
    case 'DELETE faults':
      await api.faults.remove(id === undefined || id === '' ? undefined : Number(id));
      return jsonReply(200, { faults: api.faults.list() });
    case 'GET requests':
      return jsonReply(200, { requests: api.requests.list(Number(request.query.get('since') ?? 0)) });
    case 'DELETE requests':
      api.requests.clear();
      return jsonReply(200, { requests: [] });
    case 'GET clock':
      return jsonReply(200, clockState(api.clock));
    case 'POST clock':
      return jsonReply(200, await fromJson(request, (wish) => steerClock(api.clock, wish)));
    case 'DELETE clock':
      return jsonReply(200, steerClock(api.clock, { offsetMs: 0 }));
    case 'GET events':
      return request.header('accept') === 'text/event-stream'
        ? eventStream(api.events)
        : jsonReply(200, { events: api.events.list() });
    default:
      throw invalid(`There is no ${request.method} ${request.path}`, 'UNKNOWN_OPERATION');
  }
}

async function fromJson<T>(request: Request, use: (wish: unknown) => T | Promise<T>): Promise<T> {
  const text = (await readBody(request.body, maxJsonBytes)).toString('utf8');
  try {
    const wish: unknown = JSON.parse(text);
    return await use(wish);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw invalid(error.message, 'CANNOT_PARSE');
    throw error;
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

/** A web page can make a browser send requests here under a name of its own: that name gives it away. */
function hostIsLoopback(request: Request): boolean {
  const host = (request.header('host') ?? '').replace(/:\d+$/u, '');
  return host === 'localhost' || host === '[::1]' || isLoopback(host);
}
