/** Reads the header of a syslog record, of RFC 5424 or RFC 3164; in files the PRI may be missing. */

import { RecordFlag } from '../../record.ts';
import { BLANK, COLON, DASH, isDigit, LESS_THAN, ONE, OPEN_BRACE, PERCENT, POINT, STAR } from '../../values/ascii.ts';
import type { DecodeContext } from '../context.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import { readIsoLike, readStamp } from '../stamps/any-stamp.ts';
import type { RecordClock } from '../stamps/clock.ts';
import { epochAt } from '../stamps/epoch.ts';
import { monthAt } from '../stamps/month-names.ts';
import {
  digits,
  endOfCapitals,
  isOffsetAfterBlank,
  readBsd,
  readIso,
  readYearBeforeHost,
  readZoneAfterBlank,
  readZoneBeforeHost,
  type Stamp,
  skipWeekday,
  skipZoneName,
} from '../stamps/stamp.ts';
import { endOfWord, find, hasAt, hasByteOrderMark, skipBlanks } from '../text.ts';
import { readCiscoUptime } from './cisco-header.ts';
import { DEFAULT_PRIORITY, readPriority } from './priority.ts';
import { readBareTag, readHostAndTag, readNamedPriority } from './rfc3164.ts';
import { endOfVersion, readRfc5424, readUnversioned } from './rfc5424.ts';
import { SyslogHeader } from './syslog-header.ts';

/** `dd/MMM/yyyy:` */
const LONGEST_DATE = 12;

/** Holds the header that it read last. */
export class SyslogReader extends SyslogHeader {
  constructor(
    private readonly context: DecodeContext,
    private readonly clock: RecordClock,
  ) {
    super();
  }

  /** Reads a header and flags its record as needed; returns the start of the message. The caller sets the time. */
  read(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): number {
    this.reset();
    const at = this.readPri(record, bytes, start, end);
    if (at >= 0 && this.readHeader(bytes, at, end)) {
      if (this.broken) record.flags |= RecordFlag.undecodable;
      return afterByteOrderMark(bytes, this.messageStart, end);
    }
    // Anything may follow a PRI (RFC 3164, 4.3.3); lines in a syslog file have a stamp.
    const isPlain = at > start && !this.broken;
    if (!isPlain) record.flags |= RecordFlag.undecodable;
    return afterByteOrderMark(bytes, isPlain ? this.readPlain(bytes, at, end) : Math.max(at, start), end);
  }

  /** Reads what directly follows a PRI, without a stamp; returns the start of the message. */
  private readPlain(bytes: Uint8Array, start: number, end: number): number {
    const message = readCiscoUptime(bytes, start, end, this);
    if (message > start) return message;
    const afterTag = readBareTag(bytes, start, end, this);
    this.readStampInside(bytes, afterTag, end);
    return afterTag;
  }

  /**
   * Reads a stamp that the message begins with, `<166>hostd[7]: 2024-05-01T10:00:00Z info …`, where there is no other. One whose
   * zone would be a guess is worse than the time of receipt.
   */
  private readStampInside(bytes: Uint8Array, start: number, end: number): void {
    const { clock, context } = this;
    if (readStamp(bytes, start, end, clock.stamp) && (!context.live || !Number.isNaN(clock.stamp.offset))) this.time = clock.instant();
  }

  /** The start of the header; -1 if a required PRI is missing, so that the whole line is the message. */
  private readPri(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): number {
    this.next = start;
    if (start < end && bytes[start] === LESS_THAN) {
      if (readPriority(bytes, start, end, this)) {
        if (this.padded) record.flags |= RecordFlag.badPriority;
        return this.next;
      }
    } else if (!this.context.live) {
      return start;
    }
    this.value = DEFAULT_PRIORITY;
    record.flags |= RecordFlag.badPriority;
    return -1;
  }

  private readHeader(bytes: Uint8Array, start: number, end: number): boolean {
    const afterVersion = endOfVersion(bytes, start, end);
    // Without a PRI, `1 - …` could be any text: a stamp is required.
    if (afterVersion > start && (this.value >= 0 || bytes[afterVersion] !== DASH)) {
      if (readRfc5424(bytes, afterVersion, end, this, this.clock)) {
        if (this.broken) this.readTagInstead(bytes, end);
        return true;
      }
      if (this.value >= 0 && this.readMeraki(bytes, afterVersion, end)) return true;
    }
    // Some write the version, but the header of RFC 3164 after it.
    const hasMonth = this.value >= 0 && monthAt(bytes, afterVersion) > 0;
    const next = afterVersion === start || hasMonth ? this.readStamp(bytes, afterVersion, end) : -1;
    if (next < 0) {
      this.broken = this.value >= 0 && afterVersion === start + 2 && bytes[start] === ONE;
      return false;
    }
    if (bytes[next - 1] === COLON) this.readBehindColon(bytes, skipBlanks(bytes, next, end), end);
    else {
      readHostAndTag(bytes, next, end, this);
      if (this.appEnd === 0) readUnversioned(bytes, next, end, this);
    }
    return true;
  }

  /** Where the header of RFC 5424 breaks off, a tag or JSON behind the host shows that it is that of RFC 3164. */
  private readTagInstead(bytes: Uint8Array, end: number): void {
    if (bytes[this.appStart] !== OPEN_BRACE && (this.appEnd === this.appStart || bytes[this.appEnd - 1] !== COLON)) return;
    this.broken = false;
    this.appEnd = this.pidEnd = this.msgidEnd = 0;
    readHostAndTag(bytes, this.hostStart, end, this);
  }

  /** Behind a stamp that ends in a colon, as Cisco's do, a word is a host only if a tag or a facility follows it. */
  private readBehindColon(bytes: Uint8Array, start: number, end: number): void {
    if (this.hostEnd > 0) {
      this.messageStart = readBareTag(bytes, start, end, this);
      return;
    }
    readHostAndTag(bytes, start, end, this);
    if (this.appEnd > 0 || bytes[this.messageStart] === PERCENT) return;
    this.hostEnd = 0;
    this.messageStart = start;
  }

  /** `1563249630.774247467 host flows src=…`: Meraki writes a version before it, but no header of RFC 5424 after it. */
  private readMeraki(bytes: Uint8Array, start: number, end: number): boolean {
    this.time = epochAt(bytes, start, end);
    const next = endOfWord(bytes, start, end);
    if (Number.isNaN(this.time) || next === end || !isEpoch(bytes, start, next)) return false;
    this.clock.guesses = 0;
    this.hostStart = next + 1;
    this.hostEnd = endOfWord(bytes, this.hostStart, end);
    this.messageStart = skipBlanks(bytes, this.hostEnd, end);
    return true;
  }

  /** Reads the stamp of RFC 3164, or one of ISO 8601 in its place; returns the offset after it, or -1. */
  private readStamp(bytes: Uint8Array, start: number, end: number): number {
    const { clock } = this;
    const at = skipBlanks(bytes, start, end);
    if (clock.readBsd(bytes, at, end)) this.time = clock.time;
    else if (readYearFirst(bytes, at, end, clock.stamp)) this.time = clock.instant();
    else if (!this.readStampOfWeek(bytes, at, end) && !this.readCisco(bytes, at, end) && !this.readDated(bytes, at, end)) return -1;
    let next = skipCiscoZone(bytes, clock.stamp.next, end);
    if (next < end && bytes[next] === COLON) next++;
    return next === end || bytes[next] === BLANK ? next : -1;
  }

  /**
   * `Wed 2024-05-01 10:00:00 CEST`, as in `journalctl -o short-full` and `with-unit`, or OpenWrt's `Wed May 1 10:00:00
   * 2024 daemon.info`.
   */
  private readStampOfWeek(bytes: Uint8Array, start: number, end: number): boolean {
    const { clock } = this;
    const { stamp } = clock;
    const at = skipWeekday(bytes, start, end);
    if (at === start) return false;
    if (!readIso(bytes, at, end, stamp)) return this.value < 0 && this.readOpenWrt(bytes, at, end);
    readZoneAfterBlank(bytes, end, stamp);
    if (Number.isNaN(stamp.offset)) stamp.next = skipZoneName(bytes, stamp.next, end);
    this.time = clock.instant();
    return true;
  }

  /**
   * A PRI before it shows that this is the header: `<13>Wed May 1 10:00:00 2024 host app: …`, `<13>01/May/2024:10:00:00 host app: …`.
   * With a blank in it, or without a year, it may as well begin a line of a program's own log.
   */
  private readDated(bytes: Uint8Array, start: number, end: number): boolean {
    const { clock } = this;
    if (this.value < 0 || !readStamp(bytes, start, end, clock.stamp)) return false;
    const isOfWeek = skipWeekday(bytes, start, end) > start;
    if (!isOfWeek && (Number.isNaN(clock.stamp.year) || find(bytes, BLANK, start, start + LONGEST_DATE) >= 0)) return false;
    this.time = clock.instant();
    return true;
  }

  /** The PRI after the stamp distinguishes it from that of `ctime`, which any log may have. */
  private readOpenWrt(bytes: Uint8Array, start: number, end: number): boolean {
    const { clock } = this;
    if (!readBsd(bytes, start, end, clock.stamp)) return false;
    readYearBeforeHost(bytes, end, clock.stamp);
    const priority = clock.stamp.next + 1;
    const next = endOfWord(bytes, priority, end);
    if (Number.isNaN(clock.stamp.year) || !readNamedPriority(bytes, priority, next, this)) return false;
    this.time = clock.instant();
    clock.stamp.next = next;
    return true;
  }

  /** Reads Cisco's prefix and the stamp after it. */
  private readCisco(bytes: Uint8Array, start: number, end: number): boolean {
    const at = this.readCiscoPrefix(bytes, start, end);
    if (at >= 0 && this.clock.readBsd(bytes, at, end)) {
      this.time = this.clock.time;
      // The host precedes it, if there is one.
      if (afterSequence(bytes, start, end) >= 0) this.clock.stamp.next = skipCiscoZone(bytes, this.clock.stamp.next, end, true);
      return true;
    }
    this.hostEnd = 0;
    return this.readNexus(bytes, start, end);
  }

  /**
   * `<189>sw1: 2024 May 1 10:00:00 UTC: …` of NX-OS, `<132>wlc1: *apfTask1: May 1 10:00:00.483: …` of wireless controllers:
   * the colons distinguish them from a tag whose message begins with a stamp, without a PRI also the facility.
   */
  private readNexus(bytes: Uint8Array, start: number, end: number): boolean {
    const { clock } = this;
    const host = bytes[start] === STAR ? start : colonOf(bytes, start, end);
    const task = host > start ? skipBlanks(bytes, host + 1, end) : start;
    const taskEnd = bytes[task] === STAR ? colonOf(bytes, task, end) : task;
    const at = taskEnd > task ? skipBlanks(bytes, taskEnd + 1, end) : task;
    if (at === start || !clock.readBsd(bytes, at, end)) return false;
    const colon = skipCiscoZone(bytes, clock.stamp.next, end);
    if (bytes[colon] !== COLON || (this.value < 0 && !hasAt(bytes, colon + 1, end, ' %'))) return false;
    this.time = clock.time;
    this.hostStart = start;
    this.hostEnd = host;
    this.appStart = task + 1;
    this.appEnd = taskEnd;
    return true;
  }

  /**
   * Cisco's IOS: `29: fw1: 000019: *Mar 1 18:48:50.483: %SYS-5-…`, with up to two sequence numbers, an optional host, perhaps
   * without its colon, and a mark for an unset clock; NX-OS has no number before its colon. Returns the offset of the stamp; -1
   * if there is no such prefix.
   */
  private readCiscoPrefix(bytes: Uint8Array, start: number, end: number): number {
    let at = afterSequence(bytes, start, end);
    if (at < 0) {
      const mark = skipClockMark(bytes, afterNode(bytes, start, end), end);
      return mark > start ? mark : -1;
    }
    const wordEnd = endOfWord(bytes, at, end);
    if (wordEnd > at + 1 && afterSequence(bytes, at, end) < 0 && !beginsStamp(bytes, at, end)) {
      this.hostStart = at;
      this.hostEnd = bytes[wordEnd - 1] === COLON ? wordEnd - 1 : wordEnd;
      at = skipBlanks(bytes, wordEnd, end);
    }
    return skipClockMark(bytes, afterNode(bytes, Math.max(at, afterSequence(bytes, at, end)), end), end);
  }
}

/** The offset of the colon that ends the word here; `start` if there is none, or nothing before it. */
function colonOf(bytes: Uint8Array, start: number, end: number): number {
  const last = endOfWord(bytes, start, end) - 1;
  return last > start && bytes[last] === COLON ? last : start;
}

/** ISO 8601, or with other signs in the date, `2024/05/01 10:00:00`; an offset may be separated by a blank. */
function readYearFirst(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (!readIso(bytes, at, end, stamp) && (bytes[at + 4] === DASH || !readIsoLike(bytes, at, end, stamp))) return false;
  if (Number.isNaN(stamp.offset) && isOffsetAfterBlank(bytes, stamp.next, end)) readZoneAfterBlank(bytes, end, stamp);
  readZoneBeforeHost(bytes, end, stamp);
  return true;
}

/** The offset after an optional number of up to ten digits, a colon and blanks; -1 if there is no colon. */
function afterSequence(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && at < start + 10 && isDigit(bytes[at])) at++;
  return at < end && bytes[at] === COLON ? skipBlanks(bytes, at + 1, end) : -1;
}

/** The offset after the node of Cisco's IOS XR, which precedes its stamp: `RP/0/RP0/CPU0:Mar 1 …`. */
function afterNode(bytes: Uint8Array, start: number, end: number): number {
  const colon = find(bytes, COLON, start, endOfWord(bytes, start, end));
  return colon >= 0 && colon + 4 < end && monthAt(bytes, colon + 1) > 0 ? colon + 1 : start;
}

/** Whether what may be a host is already a stamp, perhaps behind a node or a mark. */
function beginsStamp(bytes: Uint8Array, start: number, end: number): boolean {
  const at = skipClockMark(bytes, afterNode(bytes, start, end), end);
  const hasYear = bytes[at + 4] === BLANK && !Number.isNaN(digits(bytes, at, 4));
  return at > start || monthAt(bytes, hasYear ? at + 5 : at) > 0;
}

/** Whether a word consists of digits and points. */
function isEpoch(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isDigit(bytes[at]) && bytes[at] !== POINT) return false;
  return true;
}

function afterByteOrderMark(bytes: Uint8Array, at: number, end: number): number {
  return hasByteOrderMark(bytes, at, end) ? at + 3 : at;
}

/** The offset after the mark of Cisco's IOS for an unset clock, `*` or `.`. */
function skipClockMark(bytes: Uint8Array, at: number, end: number): number {
  return at < end && (bytes[at] === STAR || bytes[at] === POINT) ? at + 1 : at;
}

/**
 * The offset after a zone that Cisco names without its offset, ` CEST: %SYS-5-…`: it is that of the source. Only the
 * facility after it shows that it is no tag. It may be any word where that cannot be the host.
 */
function skipCiscoZone(bytes: Uint8Array, start: number, end: number, isNoHost = false): number {
  const at = isNoHost ? endOfWord(bytes, start + 1, end) - 1 : endOfCapitals(bytes, start + 1, end);
  const isZone = at > start + 2 && at + 2 < end && bytes[at] === COLON && bytes[at + 1] === BLANK && bytes[at + 2] === PERCENT;
  return bytes[start] === BLANK && isZone ? at : start;
}
