import type { Timeline } from './timeline.ts';

const SPAN = 3_600_000;
const START = 6 * 3_600_000;
const USERS = [
  'root',
  'admin',
  'deploy',
  'alice',
  'bob',
  'carol',
  'git',
  'backup',
  'ubuntu',
  'jenkins',
  'dave',
  'erin',
  'frank',
  'postgres',
];
const GUESSED = [
  'test',
  'oracle',
  'guest',
  'webmaster',
  'support',
  'ftpuser',
  'user1',
  'pi',
  'nagios',
  'minecraft',
  'chen',
  '0101',
  'hadoop',
];

/** A quarter of the lines are from sshd. */
export function authLog(timeline: Timeline, lines: number): void {
  const log = new AuthLog(timeline);
  while (timeline.count < lines * 0.25) log.visit();
  while (timeline.count < lines) log.noise();
}

class AuthLog {
  private readonly addresses: string[];
  private readonly hosts: string[];
  private readonly pids: number[];

  constructor(private readonly timeline: Timeline) {
    const { chance } = timeline;
    this.addresses = Array.from(
      { length: 4000 },
      () => `${1 + chance.below(223)}.${chance.below(256)}.${chance.below(256)}.${1 + chance.below(254)}`,
    );
    this.hosts = Array.from(
      { length: 50 },
      (_, i) => `${['web', 'db', 'app', 'bastion', 'cache'][i % 5]}${String(i).padStart(2, '0')}${i % 7 === 0 ? '.example.net' : ''}`,
    );
    this.pids = this.hosts.map(() => 1000 + chance.below(20_000));
  }

  private put(at: number, host: string, tag: string, message: string): void {
    this.timeline.put(at, `${stamp(START + at)} ${host} ${tag}: ${message}`);
  }

  /** A few addresses recur often. */
  private address(): string {
    const { chance } = this.timeline;
    return this.addresses[Math.floor(chance.next() ** 3 * this.addresses.length)] as string;
  }

  visit(): void {
    const { chance } = this.timeline;
    const index = chance.below(this.hosts.length);
    const pid = (this.pids[index] = (this.pids[index] as number) + 1 + chance.below(4));
    const visit = { host: this.hosts[index] as string, tag: `sshd[${pid}]`, address: this.address(), port: 1024 + chance.below(64_000) };
    const kind = chance.next();
    if (kind < 0.3) this.session(visit, chance.next() * SPAN);
    else if (kind < 0.65) this.guess(visit, chance.next() * SPAN);
    else this.attack(visit, chance.next() * SPAN);
  }

  private session({ host, tag, address, port }: Visit, start: number): void {
    const { chance } = this.timeline;
    let at = start;
    const user = chance.of(USERS);
    const withKey = chance.next() < 0.6;
    this.put(at, host, tag, `Connection from ${address} port ${port} on 10.0.0.1 port 22`);
    if (!withKey && chance.next() < 0.3)
      this.put((at += 800 + chance.below(3000)), host, tag, `Failed password for ${user} from ${address} port ${port} ssh2`);
    const how = withKey
      ? `publickey for ${user} from ${address} port ${port} ssh2: RSA SHA256:${chance.hex(40)}`
      : `password for ${user} from ${address} port ${port} ssh2`;
    this.put((at += 100 + chance.below(2000)), host, tag, `Accepted ${how}`);
    this.put((at += 5), host, tag, `pam_unix(sshd:session): session opened for user ${user} by (uid=0)`);
    if (chance.next() >= 0.9) return;
    at += 1000 + chance.next() * chance.next() * 1_200_000;
    this.put(at, host, tag, `Received disconnect from ${address} port ${port}:11: disconnected by user`);
    this.put(at + 2, host, tag, `Disconnected from user ${user} ${address} port ${port}`);
    this.put(at + 5, host, tag, `pam_unix(sshd:session): session closed for user ${user}`);
  }

  private guess({ host, tag, address, port }: Visit, at: number): void {
    const { chance } = this.timeline;
    const user = chance.of(GUESSED);
    if (chance.next() < 0.2)
      this.put(
        at,
        host,
        tag,
        `reverse mapping checking getaddrinfo for ns.${chance.hex(8)}.com [${address}] failed - POSSIBLE BREAK-IN ATTEMPT!`,
      );
    this.put(at, host, tag, `Invalid user ${user} from ${address}`);
    this.put(at + 1, host, tag, `input_userauth_request: invalid user ${user} [preauth]`);
    this.put(at + 2, host, tag, 'pam_unix(sshd:auth): check pass; user unknown');
    this.put(at + 3, host, tag, `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address} `);
    this.put(at + 2000, host, tag, `Failed password for invalid user ${user} from ${address} port ${port} ssh2`);
    this.put(
      at + 2100,
      host,
      tag,
      chance.next() < 0.5 ? `Connection closed by ${address} [preauth]` : `Received disconnect from ${address}: 11: Bye Bye [preauth]`,
    );
  }

  private attack({ host, tag, address, port }: Visit, start: number): void {
    const { chance } = this.timeline;
    let at = start;
    const tries = 1 + chance.below(5);
    this.put(
      at,
      host,
      tag,
      `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address}  user=root`,
    );
    for (let i = 0; i < tries; i++)
      this.put((at += 1500 + chance.below(1500)), host, tag, `Failed password for root from ${address} port ${port} ssh2`);
    const end =
      tries >= 5
        ? `error: maximum authentication attempts exceeded for root from ${address} port ${port} ssh2 [preauth]`
        : `Received disconnect from ${address}: 11: Bye Bye [preauth]`;
    this.put(at + 100, host, tag, end);
  }

  noise(): void {
    const { chance } = this.timeline;
    const [tag, message] = chance.of(NOISE)({
      n: (limit) => chance.below(limit),
      hex: (digits) => chance.hex(digits),
      user: () => chance.of(USERS),
      address: () => this.address(),
    });
    this.put(chance.next() * SPAN, chance.of(this.hosts), tag, message);
  }
}

interface Visit {
  host: string;
  tag: string;
  address: string;
  port: number;
}

interface Words {
  n(limit: number): number;
  hex(digits: number): string;
  user(): string;
  address(): string;
}

const NOISE: readonly ((words: Words) => [tag: string, message: string])[] = [
  ({ n }) => [`CRON[${n(99_999)}]`, 'pam_unix(cron:session): session opened for user root by (uid=0)'],
  ({ n }) => [`CRON[${n(99_999)}]`, '(root) CMD (   cd / && run-parts --report /etc/cron.hourly)'],
  ({ n }) => [`CRON[${n(99_999)}]`, 'pam_unix(cron:session): session closed for user root'],
  ({ n, hex, address }) => [
    'kernel',
    `[${n(999_999)}.${n(999_999)}] [UFW BLOCK] IN=eth0 OUT= MAC=${hex(12)} SRC=${address()} DST=10.0.0.${n(255)} LEN=40 TTL=${n(255)} ID=${n(65_535)} PROTO=TCP SPT=${n(65_535)} DPT=${n(65_535)} WINDOW=1024 RES=0x00 SYN URGP=0`,
  ],
  ({ n, user }) => ['systemd[1]', `Started Session ${n(99_999)} of user ${user()}.`],
  ({ n }) => ['systemd[1]', `session-${n(9999)}.scope: Succeeded.`],
  ({ n, user }) => [`systemd-logind[${n(900)}]`, `New session ${n(99_999)} of user ${user()}.`],
  ({ n }) => [`systemd-logind[${n(900)}]`, `Session ${n(99_999)} logged out. Waiting for processes to exit.`],
  ({ n, user }) => ['sudo', `   ${user()} : TTY=pts/${n(9)} ; PWD=/home/${user()} ; USER=root ; COMMAND=/usr/bin/systemctl restart nginx`],
  ({ user }) => ['sudo', `pam_unix(sudo:session): session opened for user root by ${user()}(uid=0)`],
  ({ n, user }) => [`su[${n(99_999)}]`, `pam_unix(su:session): session closed for user ${user()}`],
  ({ n, address }) => [`postfix/smtpd[${n(99_999)}]`, `connect from unknown[${address()}]`],
  ({ n, address }) => [`postfix/smtpd[${n(99_999)}]`, `disconnect from unknown[${address()}] ehlo=1 auth=0/1 quit=1 commands=2/3`],
  ({ n, hex, user }) => [
    `postfix/qmgr[${n(99_999)}]`,
    `${hex(10).toUpperCase()}: from=<${user()}@example.net>, size=${n(99_999)}, nrcpt=1 (queue active)`,
  ],
  ({ n, hex, user, address }) => [
    'dovecot',
    `imap-login: Login: user=<${user()}>, method=PLAIN, rip=${address()}, lip=10.0.0.1, mpid=${n(99_999)}, TLS, session=<${hex(16)}>`,
  ],
  ({ n, hex, address }) => [
    `named[${n(999)}]`,
    `client @0x${hex(12)} ${address()}#${n(65_535)} (www.${hex(6)}.org): query (cache) 'www.${hex(6)}.org/A/IN' denied`,
  ],
  ({ n, address }) => [
    'nginx',
    `${address()} - - "GET /api/v1/items/${n(99_999)}?page=${n(99)} HTTP/1.1" ${[200, 200, 200, 304, 404, 500][n(6)]} ${n(99_999)} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"`,
  ],
  ({ n }) => [`dhclient[${n(9999)}]`, `DHCPREQUEST for 10.0.0.${n(255)} on eth0 to 10.0.0.1 port 67`],
  ({ n, hex }) => [
    `kubelet[${n(9999)}]`,
    `I1210 ${n(99_999)} kubelet_pods.go:${n(999)}] Pod "${hex(8)}-${hex(5)}" in namespace "default" failed readiness probe`,
  ],
  ({ n, address }) => [`ftpd[${n(9999)}]`, `connection from ${address()} () at Sun Jul 10 03:55:15 2005`],
];

/** In the format of RFC 3164, starting on 10 December. */
function stamp(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const ofDay = seconds % 86_400;
  return `Dec ${10 + Math.floor(seconds / 86_400)} ${two(Math.floor(ofDay / 3600))}:${two(Math.floor((ofDay % 3600) / 60))}:${two(ofDay % 60)}`;
}
