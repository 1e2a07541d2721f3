/** How well a log can be read: its format, its stamps, and their order. */

import { FORMATS } from '../../dsl/builtins.ts';
import { detectFormat } from '../../runtime/decode/detect.ts';
import type { SourceCursor } from '../../runtime/inputs/cursor.ts';
import { shellText } from '../../runtime/outputs/escape.ts';
import { counted, shortDuration } from '../../runtime/outputs/figures.ts';
import { RecordFlag, type Value } from '../../runtime/record.ts';
import { writeDuration } from '../../runtime/values/duration.ts';
import { MINUTE, SECOND } from '../../runtime/values/time-units.ts';
import { timePathOf } from '../time-path.ts';
import type { Finding } from './finding.ts';
import { innerListOf } from './inner-list.ts';
import { beginsAsJson, dividedBy, stampHint, uncountedBy } from './log-hints.ts';

/** A log may be examined while it is written, and clocks differ slightly. */
const AHEAD = 5 * MINUTE;
/** The maximum offset between zones; they differ by multiples of half an hour. */
const MOST_ZONES = 14 * 60 * MINUTE;
const HALF_HOUR = 30 * MINUTE;
/** The number of bytes from which the format is detected. */
const HEAD_BYTES = 8192;
/** The number of lines that are searched for a time. */
const MOST_LINES = 100;

const BROKEN_OFF = RecordFlag.incomplete | RecordFlag.undecodable;

type Flag = 'undecodable' | 'badTime' | 'yearGuessed' | 'dateGuessed' | 'zoneAssumed' | 'invalidUtf8' | 'truncated';
const FLAGS: readonly Flag[] = ['undecodable', 'badTime', 'yearGuessed', 'dateGuessed', 'zoneAssumed', 'invalidUtf8', 'truncated'];

/** Collects findings about one log while it is read. */
export class LogHealth {
  private read = 0;
  private matched = 0;
  private readonly flagged: Record<Flag, number> = {
    undecodable: 0,
    badTime: 0,
    yearGuessed: 0,
    dateGuessed: 0,
    zoneAssumed: 0,
    invalidUtf8: 0,
    truncated: 0,
  };
  private first = Number.NaN;
  private last = Number.NEGATIVE_INFINITY;
  private behind = 0;
  /** Whether the last line has no end and does not fit its format: it is not counted among those that are wrong. */
  private breaksOff = false;
  private behindLine = 0;
  private head = '';
  /** The first records without a usable time. */
  private readonly timeless: ReadonlyMap<string, Value>[] = [];
  /** The first lines with a usable time, and the first without. */
  private readonly lines: { timed: string[]; timeless: string[] } = { timed: [], timeless: [] };

  constructor(private readonly cursor: SourceCursor) {}

  note(isMatch: boolean): void {
    const { record, line } = this.cursor;
    const { bytes, start, end, time, flags } = record;
    this.read++;
    if (isMatch) this.matched++;
    this.noteText((flags & RecordFlag.badTime) === 0 ? this.lines.timed : this.lines.timeless, bytes, start, end);
    this.breaksOff = (flags & BROKEN_OFF) === BROKEN_OFF;
    if (this.breaksOff) return;
    if ((flags & RecordFlag.badTime) !== 0 && this.timeless.length < MOST_LINES) this.timeless.push(new Map(this.cursor.fields()));
    for (const flag of FLAGS) if ((flags & RecordFlag[flag]) !== 0) this.flagged[flag]++;
    if ((flags & RecordFlag.badTime) !== 0 || !Number.isFinite(time)) return;
    if (Number.isNaN(this.first)) this.first = time;
    if (this.last - time > this.behind) {
      this.behind = this.last - time;
      this.behindLine = line;
    }
    this.last = Math.max(this.last, time);
  }

  private noteText(lines: string[], bytes: Uint8Array, start: number, end: number): void {
    if (this.head.length >= HEAD_BYTES && lines.length >= MOST_LINES) return;
    const text = new TextDecoder().decode(bytes.subarray(start, end));
    if (this.head.length < HEAD_BYTES) this.head += `${text}\n`;
    if (lines.length < MOST_LINES) lines.push(text);
  }

  /**
   * @param modified when the file was last written, microseconds since 1970; undefined if it is not a file
   * @param lateness the lateness of the run, microseconds
   * @param hasRules whether there were patterns that could match
   */
  findings(modified: number | undefined, lateness: number, hasRules: boolean): Finding[] {
    const about = this.cursor.info.name;
    if (this.read === 0) return [{ level: 'warning', about, message: 'It is empty.', next: 'Name a log with some lines.' }];
    return [this.formatFinding(), ...this.flagFindings(), ...this.timeFindings(modified, lateness), ...this.matchFindings(hasRules)].map(
      (finding) => ({ about, ...finding }),
    );
  }

  private formatFinding(): Omit<Finding, 'about'> {
    const { format, name } = this.cursor.info;
    const { read, flagged } = this;
    const divide =
      (flagged.undecodable > 0 || this.breaksOff || format.base !== 'json' ? dividedBy(this.head, flagged.truncated > 0) : undefined) ??
      (format.base === 'json' ? innerListOf(this.timeless, this.cursor.info.context) : undefined);
    if (divide !== undefined) {
      const next = `Give each record a line of its own: ${divide} ${shellText(name)} | corr run RULES -`;
      return { level: 'warning', message: 'it is JSON, but not a record a line', next };
    }
    const uncount = uncountedBy(this.head);
    if (uncount !== undefined) {
      const next = `Take them out: ${uncount} ${shellText(name)} | corr run RULES -`;
      return { level: 'warning', message: 'its messages are preceded by their lengths, as over TCP', next };
    }
    const guess = detectFormat(new TextEncoder().encode(this.head));
    if (format.base === 'line' && guess === 'line' && beginsAsJson(this.head)) {
      const next =
        'Is it still being written, or was it copied in part? With FORMAT=PATH it is read as a format of the rules all the same.';
      return { level: 'warning', message: 'read as line, but it looks like JSON that breaks off', next };
    }
    const share = `${read - flagged.undecodable - (this.breaksOff ? 1 : 0)} of ${read} lines fit`;
    if (flagged.undecodable === 0 && this.breaksOff) {
      const next = 'Is it still being written, or was it copied in part? With --follow, the rest of the line is awaited.';
      return { level: 'note', message: `read as ${format.name}: ${share}; the last breaks off`, next };
    }
    if (flagged.undecodable === 0) return { level: 'fine', message: `read as ${format.name}: ${share}` };
    const looks = format.base === 'template' || guess === format.base ? '' : `; by itself it looks like ${guess}`;
    const shown = format.base === 'template' ? 'corr explain RULES LOG --near' : `corr decode --format ${format.base}`;
    const next =
      guess === 'journal' && format.base === 'syslog'
        ? 'journalctl -o short-iso writes what rules from syslog read; records … from journal read it as it is.'
        : `Bind it to another format of the rules with FORMAT=PATH, leave it out if no rule uses it, or see what does not fit: ${shown}`;
    return { level: flagged.undecodable * 10 > read ? 'warning' : 'note', message: `read as ${format.name}: ${share}${looks}`, next };
  }

  private flagFindings(): Omit<Finding, 'about'>[] {
    const { flagged, first } = this;
    const { name, context } = this.cursor.info;
    const { zone, year, day } = context;
    const findings: Omit<Finding, 'about'>[] = [];
    const begins = Number.isFinite(first) ? new Date(first / 1000).toISOString() : undefined;
    if (flagged.yearGuessed > 0 && year === undefined && begins !== undefined)
      findings.push({
        level: 'note',
        message: `its stamps have no year; it is taken to begin in ${begins.slice(0, 4)}`,
        next: 'Set --year if that is wrong.',
      });
    if (flagged.dateGuessed > 0 && day === undefined && begins !== undefined)
      findings.push({
        level: 'note',
        message: `its stamps have no date; it is taken to begin on ${begins.slice(0, 10)}`,
        next: 'Set --date if that is wrong, as in --date 2024-05-01.',
      });
    if (flagged.zoneAssumed > 0)
      findings.push({
        level: 'note',
        message: `its stamps have no zone; they are taken as ${zone}`,
        next: 'Set --zone if that is wrong, as in --zone Europe/Paris.',
      });
    if (flagged.badTime > 0)
      findings.push({
        level: flagged.badTime * 10 > this.read ? 'warning' : 'note',
        message: `${counted(flagged.badTime, 'line')} without a time of ${flagged.badTime === 1 ? 'its' : 'their'} own`,
        next: `${flagged.badTime === 1 ? 'It has' : 'They have'} that of the line before; ${this.timeHint()}`,
      });
    if (this.head.includes('\u001b['))
      findings.push({
        level: 'note',
        message: 'it contains terminal colours',
        next: `Templates see them; to remove them: sed 's/\\x1b\\[[0-9;]*m//g' ${shellText(name)} | corr run RULES -`,
      });
    if (flagged.invalidUtf8 > 0)
      findings.push({
        level: 'note',
        message: `invalid UTF-8 in ${counted(flagged.invalidUtf8, 'line')}`,
        next: 'Convert it first if their text matters: iconv -t UTF-8',
      });
    if (flagged.truncated > 0)
      findings.push({
        level: 'warning',
        message: `${counted(flagged.truncated, 'line')} cut, as too long`,
        next: 'Give a greater --max-line, such as 1MiB; for a multiline format, a greater max.',
      });
    return findings;
  }

  private timeHint(): string {
    const { format, context } = this.cursor.info;
    const path = format.base !== 'template' && FORMATS[format.base].open ? timePathOf(this.timeless, context) : undefined;
    if (path !== undefined) return `say where it is: format app = ${format.base} time ${path}`;
    return (format.base === 'line' && stampHint(this.lines)) || 'a format with a stamp, or multiline, may fit better.';
  }

  private timeFindings(modified: number | undefined, lateness: number): Omit<Finding, 'about'>[] {
    const findings: Omit<Finding, 'about'>[] = [];
    if (this.behind > lateness) {
      const enough = writeDuration(Math.ceil(this.behind / SECOND) * SECOND);
      const message = `its lines are out of order by up to ${shortDuration(this.behind)}, as line ${this.behindLine}`;
      findings.push({ level: 'note', message, next: `--lateness ${enough} puts them in order; without it they are counted as late.` });
    } else findings.push({ level: 'fine', message: 'its lines are in order of time' });
    if (modified === undefined || !Number.isFinite(this.last)) return findings;
    const ahead = this.last - modified;
    if (ahead > AHEAD)
      findings.push({
        level: 'warning',
        message: `its last stamp is ${shortDuration(ahead)} after the file was last written to`,
        next: 'Its zone or date may be wrong: set --zone, --year or --date.',
      });
    else if (isZoneAway(-ahead) && this.flagged.zoneAssumed > 0)
      findings.push({
        level: 'note',
        message: `its last stamp is ${shortDuration(-ahead)} before the file was last written to`,
        next: 'The difference looks like that of a time zone: set --zone if the zone is wrong.',
      });
    return findings;
  }

  private matchFindings(hasRules: boolean): Omit<Finding, 'about'>[] {
    const { read, matched } = this;
    if (!hasRules) return [];
    const message = `${matched} of ${read} lines are records of the rules`;
    if (matched > 0) return [{ level: 'fine', message }];
    return [
      {
        level: 'warning',
        message,
        next: 'corr explain RULES LOG --near shows which lines almost match; corr draft LOG proposes patterns.',
      },
    ];
  }
}

/** Whether a difference is a whole number of half hours, like that between zones. */
function isZoneAway(micros: number): boolean {
  const away = Math.abs(micros % HALF_HOUR);
  return micros >= HALF_HOUR - MINUTE && micros <= MOST_ZONES && Math.min(away, HALF_HOUR - away) <= MINUTE;
}
