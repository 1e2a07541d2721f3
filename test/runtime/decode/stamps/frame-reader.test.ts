import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FormatPlan } from '../../../../src/dsl/plan.ts';
import { DecodedRecord } from '../../../../src/runtime/decode/decoded-record.ts';
import { createDecoder } from '../../../../src/runtime/decode/decoders.ts';
import { FrameReader } from '../../../../src/runtime/decode/stamps/frame-reader.ts';
import { expectEqual } from '../../../equal.ts';
import { formatOf, planOf } from '../../scan/scanned.ts';
import { TEMPLATES, templateLines } from '../../scan/template-logs.ts';

const RUNS = Number(process.env['CORR_SCAN_RUNS'] ?? 60);
/** Before New Year, and in Paris within the hour that is repeated, or before it. */
const STARTS = [Date.UTC(2023, 11, 31, 22, 59, 50), Date.UTC(2023, 9, 29, 2, 59, 0), Date.UTC(2023, 9, 29, 1, 59, 50)];
const ZONES = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata'];
const { time } = FrameReader.prototype;

describe('reading a stamp like the one before', () => {
  const decoded = (format: FormatPlan, log: string, zone: string) => {
    const decoder = createDecoder(format, { received: Date.UTC(2024, 5, 1) * 1000, zone });
    const record = new DecodedRecord();
    return log.split('\n').map((line) => {
      const bytes = Buffer.from(`before ${line}`, 'latin1');
      decoder.decode(record, bytes, 7, bytes.length);
      const { time, flags, messageStart, messageEnd } = record;
      return { time, flags, messageStart, messageEnd, fields: decoder.fields(record) };
    });
  };

  it.each(Object.entries(TEMPLATES))('changes nothing for lines with %s', (_, one) => {
    onTestFinished(() => void (FrameReader.prototype.time = time));
    const format = formatOf(planOf('own', one.records, `format own = ${one.format}`));
    let read = 0;
    const log = fc.constantFrom(...STARTS).chain((start) => templateLines(one, start));
    fc.assert(
      fc.property(log, fc.constantFrom(...ZONES), (log, zone) => {
        FrameReader.prototype.time = function (...line) {
          const found = time.apply(this, line);
          if (!Number.isNaN(found)) read++;
          return found;
        };
        const faster = decoded(format, log, zone);
        FrameReader.prototype.time = () => Number.NaN;
        expectEqual(faster, decoded(format, log, zone));
      }),
      { numRuns: RUNS * 5 },
    );
    // Not those that have no year, or are read as any stamp may be.
    expect(read > RUNS).toBe(/iso|yyyy/.test(one.format));
  });
});
