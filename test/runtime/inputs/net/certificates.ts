/** Certificates for one test run, created with the system's openssl. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { temporaryFolder } from '../../../folder.ts';

/** Paths of a key pair in PEM. */
export interface Pair {
  cert: string;
  key: string;
}

export const HAS_OPENSSL = canRun('openssl', 'version');

export function canRun(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A certificate authority. */
export class Authority {
  readonly folder = temporaryFolder();
  readonly pair: Pair;

  constructor(name = 'Test authority') {
    this.pair = selfSigned(this.folder, 'ca', name, 'basicConstraints=critical,CA:TRUE');
  }

  /**
   * @param names such as `DNS:a.example.com,IP:127.0.0.1`; if empty, only the common name
   * @param days for which it is valid from now on; if negative, it has expired
   */
  sign(file: string, commonName: string, names = '', days = 2): Pair {
    const pair = { cert: join(this.folder, `${file}.pem`), key: join(this.folder, `${file}.key`) };
    const request = join(this.folder, `${file}.csr`);
    openssl(
      'req',
      '-new',
      ...NEW_KEY,
      '-keyout',
      pair.key,
      '-subj',
      `/CN=${commonName}`,
      ...(names === '' ? [] : ['-addext', `subjectAltName=${names}`]),
      '-out',
      request,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      '-CA',
      this.pair.cert,
      '-CAkey',
      this.pair.key,
      '-days',
      String(days),
      '-copy_extensions',
      'copy',
      '-out',
      pair.cert,
    );
    return pair;
  }

  /** The options of a client that trusts this authority, and presents a certificate. */
  client(pair?: Pair): ConnectionOptions {
    const ca = readFileSync(this.pair.cert);
    return { ca, servername: 'localhost', ...(pair ? { cert: readFileSync(pair.cert), key: readFileSync(pair.key) } : {}) };
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export function selfSigned(folder: string, file: string, commonName: string, ...extensions: string[]): Pair {
  const pair = { cert: join(folder, `${file}.pem`), key: join(folder, `${file}.key`) };
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  openssl('req', '-x509', ...NEW_KEY, '-keyout', pair.key, '-subj', `/CN=${commonName}`, ...added, '-days', '2', '-out', pair.cert);
  return pair;
}

/** `sha256:AB:CD:…` */
export function fingerprintOf({ cert }: Pair): string {
  return openssl('x509', '-in', cert, '-noout', '-fingerprint', '-sha256').trim().replace(/^.*=/, 'sha256:');
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
