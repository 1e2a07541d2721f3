/** The example of `corr init`: visits to sshd, as it logs them with `LogLevel VERBOSE`. */

export const SSH_RULES = `// Visits to sshd: from the connection to the end of the session.
records sshd from syslog where app == "sshd" {
  connected = "Connection from {addr:ip} port {port:int}{*}"
  accepted  = "Accepted {method} for {user} from {addr:ip} port {port:int} ssh2{*}"
  refused   = "Connection closed by authenticating user {user} {addr:ip} port {port:int} [preauth]"
  closed    = "pam_unix(sshd:session): session closed for user {user}"
}

/// One visit. A session of more than an hour is a timeout.
transaction visit {
  key host, pid

  start sshd.connected as from
  then  sshd.accepted as login
  then  sshd.closed as logout within 1h

  failure "denied"  on sshd.refused as refusal before login
  timeout "stalled" after 2m before login

  emit { user = login.user ?? refusal.user, addr = from.addr, held = logout.time - login.time }
  message success = "{user} from {addr} was in for {held}"
  message failure = "{user} from {addr} was denied"
}

test "a visit" {
  log syslog """
    2024-03-04T08:00:00Z gate1 sshd[2101]: Connection from 192.0.2.17 port 50122 on 192.0.2.1 port 22
    2024-03-04T08:00:02Z gate1 sshd[2101]: Accepted publickey for ann from 192.0.2.17 port 50122 ssh2
    2024-03-04T08:10:02Z gate1 sshd[2101]: pam_unix(sshd:session): session closed for user ann
  """
  expect visit.success { user = "ann", addr = 192.0.2.17, held = 10m }
  expect nothing else
}

test "a wrong password" {
  log syslog """
    2024-03-04T08:00:00Z gate1 sshd[2102]: Connection from 203.0.113.9 port 40000 on 192.0.2.1 port 22
    2024-03-04T08:00:05Z gate1 sshd[2102]: Connection closed by authenticating user root 203.0.113.9 port 40000 [preauth]
  """
  expect visit.failure "denied" { user = "root" } at 08:00:05
  expect nothing else
}

test "nobody logs in, and nobody logs out" {
  log syslog """
    2024-03-04T08:00:00Z gate1 sshd[2103]: Connection from 203.0.113.9 port 40001 on 192.0.2.1 port 22
    2024-03-04T08:00:00Z gate1 sshd[2104]: Connection from 192.0.2.17 port 50123 on 192.0.2.1 port 22
    2024-03-04T08:00:01Z gate1 sshd[2104]: Accepted publickey for ann from 192.0.2.17 port 50123 ssh2
  """
  advance 2h
  expect visit.timeout "stalled" at 08:02:00
  expect visit.timeout { user = "ann" } at 09:00:01
  expect nothing else
}
`;

interface Visit {
  user: string;
  /** Seconds since the beginning of the log. */
  begin: number;
  /** The duration of the session in seconds; 'denied', or 'open' if it has not ended. */
  held: number | 'denied' | 'open';
}

const HOUR = 3600;

/** The previous day, rotated and compressed. */
export const YESTERDAY = logOf('2024-03-03T08:00:00Z', 2000, [
  { user: 'ann', begin: 0, held: 1200 },
  { user: 'carol', begin: 300, held: 60 },
  { user: 'dave', begin: 900, held: 2400 },
  { user: 'root', begin: 1000, held: 'denied' },
  { user: 'bob', begin: 4000, held: 1800 },
  { user: 'ann', begin: 9000, held: 600 },
  { user: 'erin', begin: 9500, held: 30 },
]);

/** Bob's session ends three seconds too late, and frank's half an hour too late. */
export const TODAY = logOf('2024-03-04T08:00:00Z', 3000, [
  { user: 'ann', begin: 0, held: 900 },
  { user: 'bob', begin: 60, held: HOUR + 3 },
  { user: 'root', begin: 120, held: 'denied' },
  { user: 'carol', begin: 400, held: 120 },
  { user: 'dave', begin: 600, held: 3000 },
  { user: 'admin', begin: 700, held: 'denied' },
  { user: 'erin', begin: 2000, held: 45 },
  { user: 'frank', begin: 2500, held: HOUR + 1800 },
  { user: 'ann', begin: 5000, held: 1500 },
  { user: 'carol', begin: 8000, held: 300 },
  { user: 'grace', begin: 9000, held: 'open' },
]);

/** The lines of some visits, in order of time. */
function logOf(begin: string, firstPid: number, visits: readonly Visit[]): string {
  const lines = visits.flatMap(({ user, begin: at, held }, i) => {
    const [pid, port, addr] = [firstPid + i * 7, 50000 + i * 13, held === 'denied' ? '203.0.113.9' : `192.0.2.${10 + i}`];
    const line = (after: number, text: string) => ({ at: at + after, text: `gate1 sshd[${pid}]: ${text}` });
    const connected = line(0, `Connection from ${addr} port ${port} on 192.0.2.1 port 22`);
    if (held === 'denied') return [connected, line(4, `Connection closed by authenticating user ${user} ${addr} port ${port} [preauth]`)];
    const accepted = line(2, `Accepted publickey for ${user} from ${addr} port ${port} ssh2`);
    if (held === 'open') return [connected, accepted];
    return [connected, accepted, line(2 + held, `pam_unix(sshd:session): session closed for user ${user}`)];
  });
  const start = Date.parse(begin);
  const stamp = (seconds: number) => new Date(start + seconds * 1000).toISOString().replace('.000', '');
  return lines
    .sort((a, b) => a.at - b.at)
    .map(({ at, text }) => `${stamp(at)} ${text}\n`)
    .join('');
}
