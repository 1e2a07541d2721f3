import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProblem, parseListenAddress } from '../../../../src/runtime/inputs/net/address.ts';
import { DEFAULT_OPTIONS } from '../../../../src/runtime/inputs/net/options.ts';

const PRINT = 'ab'.repeat(32);
const CANONICAL = Array(32).fill('AB').join(':');
const PAIR = 'cert=a.pem&key=a.key';

describe('an address to receive on', () => {
  it.each<[string, object]>([
    ['udp://127.0.0.1:5514', { transport: 'udp', host: '127.0.0.1', port: 5514, path: '' }],
    ['udp://', { host: '127.0.0.1', port: 514 }],
    ['tcp://:5514', { transport: 'tcp', host: '127.0.0.1', port: 5514 }],
    ['tcp://localhost', { host: 'localhost', port: 514 }],
    ['tcp://0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
    ['tcp://[::1]:5514', { host: '::1', port: 5514 }],
    ['relp://192.0.2.1', { transport: 'relp', host: '192.0.2.1', port: 2514 }],
    ['unix:///run/corr.sock', { transport: 'unix', host: '', port: 0, path: '/run/corr.sock' }],
    ['unix:///run/corr.sock?mode=600', { path: '/run/corr.sock', mode: 0o600 }],
    [`tls://?${PAIR}`, { transport: 'tls', port: 6514, tls: { cert: 'a.pem', key: 'a.key', permit: [] } }],
    [
      `tls://?${PAIR}&ca=ca.pem&permit=Web1.Example.com,*.example.org`,
      { tls: { ca: 'ca.pem', permit: ['web1.example.com', '*.example.org'] } },
    ],
    [`tls://?${PAIR}&permit=sha256:${PRINT}`, { tls: { permit: [`sha256:${CANONICAL}`] } }],
    [`tls://?${PAIR}&permit=SHA256:${CANONICAL.toLowerCase()}`, { tls: { permit: [`sha256:${CANONICAL}`] } }],
    [`tls://?${PAIR}&ca=c&permit=2001:DB8::1,shadow.example.com`, { tls: { permit: ['2001:db8::1', 'shadow.example.com'] } }],
    [`relp://?${PAIR}`, { transport: 'relp', tls: { cert: 'a.pem' } }],
    ['tcp://?max=16KiB&framing=lf&nul=yes', { max: 16 * 1024, framing: 'lf', nul: true }],
    ['tcp://?max=1MB', { max: 1_000_000 }],
    ['udp://?buffer=1GiB', { buffer: 2 ** 30 }],
    ['tcp://?peer-rate=1GB', { peerRate: 1e9 }],
    ['udp://?format=cef&zone=Europe/Paris&buffer=1MiB', { format: 'cef', zone: 'Europe/Paris', buffer: 1024 * 1024 }],
    ['tcp://?allow=10.1.2.3/8,192.0.2.7&allow=2001:db8::/32', { allow: ['10.0.0.0/8', '192.0.2.7/32', '2001:db8::/32'] }],
    ['tcp://?connections=10&idle=1m30s', { connections: 10, idle: 90_000 }],
    ['relp://?peer-connections=4&peer-rate=1MiB', { peerConnections: 4, peerRate: 1024 * 1024 }],
  ])('%s', (text, expected) => {
    expect(parseListenAddress(text)).toMatchObject({ ...expected, text });
  });

  it('has defaults', () => {
    expect(parseListenAddress('tcp://')).toEqual({
      text: 'tcp://',
      transport: 'tcp',
      host: '127.0.0.1',
      port: 514,
      path: '',
      ...DEFAULT_OPTIONS,
    });
  });
});

describe('what is wrong with an address', () => {
  it.each([
    ['', 'is not a valid address'],
    ['127.0.0.1:514', 'is not a valid address'],
    ['http://127.0.0.1', 'is not a valid address'],
    ['constructor://127.0.0.1', 'is not a valid address'],
    ['tcp://[::1', 'is not a valid address'],
    ['tcp://host/path', 'is not a valid address'],
    ['unix://relative', 'is not a valid address'],
    ['unix://', 'is not a valid address'],
    ['unix:///', 'is not a valid address'],
    ['tcp://:65536', '65536 is too high'],
    [`unix:///${'x'.repeat(107)}`, 'too long for a socket'],
    ['unixgram:///dev/log', 'datagrams cannot be received on Unix sockets'],
    ['udp://?framing=lf', "udp has no option 'framing'"],
    ['tcp://?colour=red', "tcp has no option 'colour'"],
    ['tcp://?__proto__=x', "tcp has no option '__proto__'"],
    ['tcp://?framing=nul', "'nul' is not a valid value for 'framing'"],
    ['tcp://?max=479', "'479' is not a valid value for 'max'"],
    ['tcp://?max=17MiB', "'17MiB' is not a valid value for 'max'"],
    ['tcp://?max=64kb', "'64kb' is not a valid value for 'max'"],
    ['tcp://?allow=10.0.0.0/33', "'10.0.0.0/33' is not a valid value for 'allow'"],
    ['tcp://?connections=0', "'0' is not a valid value for 'connections'"],
    ['tcp://?peer-rate=1', "'1' is not a valid value for 'peer-rate'"],
    ['udp://?peer-rate=1MiB', "udp has no option 'peer-rate'"],
    ['tcp://?idle=soon', "'soon' is not a valid value for 'idle'"],
    ['unix:///s?mode=rw', "'rw' is not a valid value for 'mode'"],
    ['tls://', 'TLS needs a certificate'],
    ['tls://?cert=a', 'One of cert and key is missing'],
    ['relp://?ca=a', 'Without cert and key there is no TLS'],
    [`tls://?${PAIR}&permit=web1.example.com`, 'only if a known authority vouches'],
    [`tls://?${PAIR}&permit=sha256:abcd`, "'sha256:abcd' is not a valid value for 'permit'"],
    [`tls://?${PAIR}&permit=*`, "'*' is not a valid value for 'permit'"],
    [`tls://?${PAIR}&permit=sha1:${PRINT}`, "is not a valid value for 'permit'"],
  ])('is told: %s', (text, message) => {
    const read = parseListenAddress(text);
    if (!isProblem(read)) throw new Error('a problem wanted');
    expect(read).toMatchObject({ code: 'bad-address', severity: 'error', path: text });
    expect(read.message).toContain(message);
    expect(read.help).toMatch(/^[A-Z].*[.]$|:$/);
  });

  it('is never thrown', () => {
    const piece = fc.oneof(
      fc.constantFrom('tcp://', 'udp', '://', '[', ']', ':', '?', '&', '=', 'max', '64KiB', 'permit', '%', '*', '1', '/'),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => void parseListenAddress(pieces.join(''))),
      { numRuns: 2000 },
    );
  });
});
