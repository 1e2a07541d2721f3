import { describe, expect, it } from 'vitest';
import { HAS_OPENSSL } from './certificates.ts';
import { WIRE_ROWS } from './conformance.ts';
import { CUTS, framedWrongly, readWrongly, wrongOverTcp, wrongOverTls, wrongOverUdp } from './conformance-transports.ts';
import { BROKEN_FRAMERS, frameStream } from './framing.ts';

describe('the table of the wire', () => {
  it('has enough rows, each with its own name', () => {
    expect(new Set(WIRE_ROWS.map(({ name }) => name)).size).toBe(WIRE_ROWS.length);
    expect(WIRE_ROWS.filter(({ record }) => !record).length).toBeGreaterThanOrEqual(100);
    expect(WIRE_ROWS.length).toBeGreaterThanOrEqual(500);
  });

  it.each([...CUTS])('is kept to by the framer, %s', (_, cuts) => {
    expect(framedWrongly(frameStream, cuts)).toEqual([]);
  });

  it.each([...BROKEN_FRAMERS])('would find out a framer that %s', (_, broken) => {
    expect(framedWrongly(broken, (length) => [[], [length >> 1]]).length).toBeGreaterThan(0);
  });

  it('says what each record means', () => {
    expect(readWrongly()).toEqual([]);
  });
});

describe('over real sockets', () => {
  it('the table holds over UDP', async () => {
    expect(await wrongOverUdp()).toEqual([]);
  });

  it('the table holds over TCP', async () => {
    expect(await wrongOverTcp()).toEqual([]);
  });

  it.skipIf(!HAS_OPENSSL)('the table holds over TLS', async () => {
    expect(await wrongOverTls()).toEqual([]);
  });
});
