/** The examples of the language reference, section by section. */

import { describe, expect, it } from 'vitest';
import { loadPlan } from '../../src/dsl/plan-schema.ts';
import { compiled, told } from './programs.ts';

const SSHD = `records sshd from syslog where app in ["sshd", "sshd-session"] {
  accepted = "Accepted {method} for {user:text} from {addr:ip} port {port:int} ssh2{*}"
  failed   = "Failed {method} for {?invalid user }{user:text} from {addr:ip} port {port:int} ssh2"
  invalid  = "Invalid user {user:text} from {addr:ip}{? port {port:int}}"
  pam      = "pam_unix(sshd:auth): authentication failure; {pairs:kv}" let addr = ip(pairs.rhost), user = pairs.user
  opened   = "pam_unix(sshd:session): session opened for user {user}{*}"
  closed   = "pam_unix(sshd:session): session closed for user {user}"
  refused  = /^(Connection closed|Disconnected|Disconnecting:) .*\\[preauth\\]$/
}
`;

const SHOP = `records shop from json where service == "checkout" {
  placed   = { event: "order.placed", order: text, amount: float, customer.id as customer: text }
  declined = { event: "payment.declined", order: text, reason: text? }
}
`;

const VISIT = `/// One visit to sshd, from its first sign to its last.
transaction ssh_visit {
  key session = host, pid
  key peer    = host, addr, port            // learnt from the first record of the visit that carries it

  start any { sshd.invalid, sshd.pam, sshd.failed, sshd.refused } * as try
  then  sshd.accepted as login
  then  sshd.opened
  then  sshd.closed as logout

  failure "denied"  on sshd.refused before login      // also when it is the first sign
  timeout "stalled" after 10m idle before login
  timeout "endless" after 48h
  success when logout.time >= login.time else "bad clock"
  on restart abandon "pid reused"
  linger 2s all

  emit { user = login.user ?? last(user), addr = first(addr), tries = count(sshd.failed), held = logout.time - login.time }
  message  failure = "{user} from {addr} denied after {tries} tries"
  severity failure = warning
  labels { team = "platform", runbook = "https://wiki.example.org/ssh" }
}
`;

const CHECKOUT = `transaction checkout {
  key order
  start shop.placed as placed
  failure "declined" on shop.declined as refusal
  then shop.placed
  timeout after 1d
}
`;

const SECTIONS: Record<string, string> = {
  formats: `format hdfs = "{time:stamp('yyMMdd HHmmss')} {pid:int} {level} {component}: {message:rest}"
format orders = json time ts message note zone "Europe/Paris"
`,
  records: SSHD + SHOP,
  transactions: SSHD + VISIT,
  windows: `${SSHD}${SHOP}${CHECKOUT}window guessing {
  key addr
  over 5m
  open  when count(sshd.failed) >= 5
  close when count(sshd.failed) < 2 for 10m
}
window banned {
  key addr
  fire on sshd.failed
      when count(sshd.failed, 10m) >= 5
  forget
}
window orders_daily {
  over every 1d zone "Europe/Paris"
  emit { lost = list(checkout.timeout.order),
         slow = p95(checkout.success.duration) }
}
`,
  schedules: `param servers = ["db1", "db2"]
records backup from syslog { ok = "backup ok" ping = "ping" }
schedule nightly { key host from servers  await backup.ok daily by 06:00 zone "Europe/Paris" grace 30m }
schedule heartbeat { key host learn 7d  await backup.ping every 60s grace 30s }
`,
  keys: `records proc from json { fork = { type: "fork", host: text, pid: int, child: int } exit = { type: "exit", host: text, pid: int } }
records sudo from syslog where app == "sudo" { run = "{invoker} runs {command:rest}" }
records login from syslog where app == "login" { came = "{user} logs in" left = "{user} logs out" }
records hdfs from json { blocks = { blocks: list(text) } gone = { blocks: list(text), deleted: true } }
transaction tree {
  key proc = host, each(pid, child)
  start proc.fork *
  then  proc.exit
  timeout after 1h
}
transaction person {
  key user = sudo.invoker | login.user hold 2s
  start login.came
  then  sudo.run as ran
  then  login.left
  release user on login.left
  timeout after 1h
}
transaction block { key every blocks start hdfs.blocks then hdfs.gone timeout after 1h }
`,
  tests: `${SSHD}${VISIT}test "the next visitor with the same pid is another visitor" {
  log syslog """
    <86>1 2023-02-20T15:12:47Z gw sshd 10 - - Failed password for eve from 10.0.0.9 port 4242 ssh2
    <86>1 2023-02-20T15:12:49Z gw sshd 10 - - Connection closed by authenticating user eve 10.0.0.9 port 4242 [preauth]
  """
  advance 10m                                    // or: advance to 2023-02-21T00:00:00Z
  restart                                        // save and restore all state here: nothing may change
  log syslog file "mallory.log"
  log syslog "<86>1 2023-02-20T15:30:00Z gw sshd 10 - - one more line"
  end
  expect 2 ssh_visit.failure
  expect no ssh_visit.open
  expect ssh_visit.failure "denied" { user = "eve", tries = 1 } at 15:12:49
  expect nothing else                            // of the rules of this file
}
`,
};

describe('the reference of the language', () => {
  it.each(Object.entries(SECTIONS))('what it shows of %s compiles', (_, text) => {
    const result = compiled(text);
    expect(
      result.diagnostics.filter(({ severity }) => severity === 'error'),
      told(result).join('\n'),
    ).toEqual([]);
    expect(loadPlan(JSON.parse(JSON.stringify(result.plan)))).toEqual(result.plan);
  });
});
