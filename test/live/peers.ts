/** Real syslog senders as processes: each sends the lines of a file to an address. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Destination {
  transport: 'udp' | 'tcp' | 'tls' | 'relp';
  framing?: 'octet' | 'lf';
  port: number;
  /** For TLS, and RELP over it: the trusted authority, and the client certificate. */
  tls?: { ca: string; cert: string; key: string };
  /** Whether each line is a complete message with its own header. */
  bare?: boolean;
}

/** A daemon that sends the content of a file. */
export interface Daemon {
  stop(): Promise<void>;
}

/** rsyslog sends the lines of a file, each in a message. @param folder its own, empty */
export function rsyslog(folder: string, file: string, destination: Destination): Daemon {
  const config = join(folder, 'rsyslog.conf');
  writeFileSync(
    config,
    `global(workDirectory="${folder}")
module(load="imfile")
module(load="omrelp")
template(name="bare" type="string" string="%msg%")
input(type="imfile" file="${file}" tag="app:" ruleset="out")
ruleset(name="out") { ${rsyslogAction(destination)} }
`,
  );
  return daemon('rsyslogd', '-n', '-f', config, '-i', join(folder, 'pid'));
}

function rsyslogAction({ transport, framing = 'octet', port, tls, bare = false }: Destination): string {
  const template = bare ? 'bare' : transport === 'relp' ? 'RSYSLOG_ForwardFormat' : 'RSYSLOG_SyslogProtocol23Format';
  const to = `target="127.0.0.1" port="${port}" template="${template}"`;
  if (transport === 'relp') return `action(type="omrelp" ${to} ${tls ? relpSecurity(tls) : ''})`;
  const secure = tls
    ? `streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/name" streamDriverPermittedPeers="localhost" streamDriver.CAFile="${tls.ca}" streamDriver.CertFile="${tls.cert}" streamDriver.KeyFile="${tls.key}"`
    : '';
  const framed = framing === 'octet' ? 'octet-counted' : 'traditional';
  return `action(type="omfwd" ${to} protocol="${transport === 'udp' ? 'udp' : 'tcp'}" TCP_Framing="${framed}" ${secure})`;
}

function relpSecurity({ ca, cert, key }: NonNullable<Destination['tls']>): string {
  return `tls="on" tls.authMode="name" tls.permittedPeer=["localhost"] tls.caCert="${ca}" tls.myCert="${cert}" tls.myPrivKey="${key}"`;
}

/** syslog-ng does. */
export function syslogNg(folder: string, file: string, { transport, framing = 'octet', port, tls }: Destination): Daemon {
  const config = join(folder, 'syslog-ng.conf');
  const [version] = /\d+\.\d+/.exec(execFileSync('syslog-ng', ['--version'], { encoding: 'utf8' })) ?? [];
  const secure = tls ? ` tls(ca-file("${tls.ca}") cert-file("${tls.cert}") key-file("${tls.key}") peer-verify(required-trusted))` : '';
  const driver = framing === 'octet' && transport !== 'udp' ? 'syslog' : 'network';
  writeFileSync(
    config,
    `@version: ${version}
source s { file("${file}" flags(no-parse) follow-freq(0.1)); };
destination d { ${driver}("127.0.0.1" port(${port}) transport("${transport}")${secure}); };
log { source(s); destination(d); };
`,
  );
  const own = ['persist-file', 'pidfile', 'control'].map((name) => `--${name}=${join(folder, name)}`);
  return daemon('syslog-ng', '--foreground', '--no-caps', '-f', config, ...own);
}

/** Sends the bytes of a file over TLS. */
export function openssl(file: string, port: number, { ca, cert, key }: NonNullable<Destination['tls']>): void {
  const args = ['s_client', '-quiet', '-no_ign_eof', '-connect', `127.0.0.1:${port}`, '-CAfile', ca, '-cert', cert, '-key', key];
  execFileSync('openssl', args, { input: readFileSync(file), stdio: ['pipe', 'ignore', 'ignore'] });
}

/** Rotates a log: a new, empty file takes its name. */
export function logrotate(folder: string, file: string): void {
  const config = join(folder, 'logrotate.conf');
  writeFileSync(config, `"${file}" {\n  rotate 3\n  create 0600\n}\n`, { mode: 0o600 });
  execFileSync('logrotate', ['--force', '--state', join(folder, 'logrotate.state'), config], { stdio: 'ignore' });
}

function daemon(program: string, ...args: string[]): Daemon {
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore' });
  return {
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
