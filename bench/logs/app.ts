import type { Timeline } from './timeline.ts';

const SPAN = 600_000;
const EPOCH = 1_700_000_000_000;
const SERVICES = ['checkout', 'billing', 'inventory', 'auth', 'gateway'];
const STEPS = ['validate', 'reserve', 'charge', 'ship', 'notify'];
const EVENTS = ['cache miss', 'gc pause', 'connection pool resized', 'heartbeat', 'config reloaded'];

type Put = (at: number, level: string, service: string, event: string, id: string, extra: Record<string, string | number>) => void;

/** Four fifths are requests of five to twelve minutes, the rest is noise. */
export function appLog(timeline: Timeline, lines: number, json: boolean): void {
  const { chance } = timeline;
  const put: Put = (at, level, service, event, id, extra) => {
    const time = new Date(EPOCH + at).toISOString();
    const pairs = Object.entries(extra).map(([name, value]) => ` ${name}=${value}`);
    timeline.put(
      at,
      json
        ? JSON.stringify({ ts: time, level, service, event, request_id: id, ...extra })
        : `${time} ${level.toUpperCase().padEnd(5)} [${service}] [req=${id}] ${event}${pairs.join('')}`,
    );
  };
  while (timeline.count < lines * 0.8) request(timeline, put);
  while (timeline.count < lines) {
    const extra = { host: `host${chance.below(50)}`, value: chance.below(99_999), detail: `n=${chance.hex(12)}` };
    put(chance.next() * SPAN * 2, chance.of(['debug', 'info', 'warn']), chance.of(SERVICES), chance.of(EVENTS), '-', extra);
  }
}

function request({ chance }: Timeline, put: Put): void {
  const id = `${chance.hex(8)}-${chance.hex(4)}-${chance.hex(4)}-${chance.hex(12)}`;
  const start = chance.next() * SPAN;
  const service = chance.of(SERVICES);
  const lasts = 300_000 + chance.next() * 400_000;
  put(start, 'info', service, 'request started', id, {
    method: 'POST',
    path: `/api/orders/${chance.below(99_999)}`,
    client: `10.1.2.${chance.below(255)}`,
  });
  const steps = 3 + chance.below(3);
  for (let i = 0; i < steps; i++) {
    put(start + (lasts * (i + 1)) / (steps + 1), 'info', service, 'step completed', id, {
      step: STEPS[i] ?? '',
      elapsed_ms: chance.below(900),
    });
  }
  const end = chance.next();
  if (end < 0.85) put(start + lasts, 'info', service, 'request finished', id, { status: 200, bytes: chance.below(99_999) });
  else if (end < 0.95)
    put(start + lasts, 'error', service, 'request failed', id, { status: 500, error: `upstream timeout after ${chance.below(9000)}ms` });
}
