/** Rules and logs for property tests: together the rules use every clause that has state. */

import fc from 'fast-check';

export const RULES = [
  `transaction t {
    key k
    key j hold 2s
    start g.a + as x
    then any { g.b, g.c }
    then g.d within 3s
    failure all "boot" on g.e
    warning "slow" after 2s
    timeout after 8s idle
    linger 2s
    limit 2
    on orphan report
    emit { n = count(g.a), ns = list(x.n), p = p95(x.n), sum = sum(x.n), who = distinct(x.s), back = count(g.a, 4s) }
  }`,
  'transaction t { key k key j start g.a as x then g.b ? then g.c where n != x.n on restart overlap timeout after 8s limit 3 emit { n = x.n } }',
  'transaction t { key k start g.a then g.b then g.c on restart overtake on unexpected fail "odd" timeout by 00:00 }',
  'transaction t { key every l key k start g.a next g.b * then g.c on conflict take release on g.d timeout after 8s report timeout once per 5s by k }',
  'transaction t { key k start g.a as x then all { g.b + where n == previous.n or previous.n == none, g.c } then no g.d for 2s then wait 1s then g.d timeout "late" after 6s since x timeout after 20s }',
  'window t { key k over 5s open when count(g.a) >= 2 for 1s close when count(g.a) < 2 for 1s limit 2 emit { n = list(g.a.n), low = min(g.a.n), p = p50(g.a.n) } }',
  'window t { key k over 4s open when avg(g.a.n) > 1 emit { n = avg(g.a.n), last = last(g.a.s) } report begin once per 6s }',
  'window t { key k over session 3s max 6s emit { n = count(), m = max(g.a.n) } limit 1 }',
  'window t { key k over every 5s zone "Europe/Paris" emit { n = count(g.a), first = first(g.a.s) } }',
  'window t { key k over 6s fire on g.b as x when count(g.a, 4s) >= 2 forget emit { n = count(g.a), b = x.n } }',
  'param hosts: list(text) = ["1", "2"]\nschedule t { key k from hosts await g.a every 5s grace 2s }',
  'schedule t { key k learn 20s await g.a every 5s grace 2s }',
  `transaction s { key k start g.a then g.b timeout after 4s }
   transaction t { key k start s.timeout then g.b timeout after 4s }
   window u { over 10s fire when count(s.success) + count(t.timeout) >= 2 forget }`,
];

const line = fc.tuple(
  fc.constantFrom('a', 'a', 'b', 'c', 'd', 'e', 'a+b', 'a*3', 'other'),
  fc.constantFrom('', 'k=1', 'k=2', 'k=1 j=1', 'j=1', 'j=2', 'k=3 l=[x,y]', 'k=1 l=[y,z]'),
  fc.constantFrom('', 'n=1 s=p', 'n=2 s=q', 'n=3'),
  fc.constantFrom(0, 0.5, 1, 1, 2, -1, 3),
);

/** Logs in which stamps and deadlines coincide, and some records are late. */
export const log: fc.Arbitrary<string[]> = fc.array(line, { maxLength: 60 }).map((lines) => {
  let now = 0;
  return lines.map(([names, keys, fields, step]) => `${(now += step)} ${names} ${keys} ${fields}`);
});
