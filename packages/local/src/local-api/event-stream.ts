import type { EventLog, VersionEvent } from '../events.ts';
import type { Reply } from '../http/reply.ts';

/** All events that are remembered, then new ones as they come, as server-sent events. */
export function eventStream(events: EventLog): Reply {
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: { stream: follow(events) } };
}

async function* follow(events: EventLog): AsyncIterable<string> {
  const pending: VersionEvent[] = [...events.list()];
  let wake: (() => void) | undefined;
  const end = events.subscribe((event) => {
    pending.push(event);
    wake?.();
  });
  try {
    yield ': events\n\n';
    for (;;) {
      for (let next = pending.shift(); next; next = pending.shift()) yield `data: ${JSON.stringify(next)}\n\n`;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    end();
  }
}
