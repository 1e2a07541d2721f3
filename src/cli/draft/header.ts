/** The head of each record of a log in an unknown format: columns up to the message, of which one is the stamp. */

import { countsOf } from './counts.ts';
import { UniqueNames } from './names.ts';
import { escaped, repeatedStampOf, stampOf } from './stamps.ts';

export interface Column {
  /** In the notation of a format's template; a `{*…}` in it gets the name. */
  template: string;
  /** The equivalent regular expression. */
  pattern: string;
  /** What must follow it, as a lookahead. */
  end?: string;
  name?: string | undefined;
}

export interface Header {
  /** The template of a format, with `{time}` and other fields, up to the message. */
  template: string;
  /** The names of its fields. */
  fields: readonly string[];
  /** The message of a record; undefined if the record does not have this form. */
  messageOf(text: string): string | undefined;
  /** The program that wrote a record; undefined if no column names it. */
  appOf(text: string): string | undefined;
}

/** The share of records that must have the form. */
const SHARE = 0.9;
const MOST_RECORDS = 200;
const LONGEST = 600;
const MOST_COLUMNS = 60;
/** If a column has at least so many different values, they tell records apart. */
const MANY = 20;
/** The maximum number of plain words before a column that tells more. */
const MOST_WORDS = 4;

const LEVELS =
  'trace debug info information notice warn warning error severe critical fatal config verbose log inf wrn err dbg vrb ftl'.split(' ');
const SPELLED = LEVELS.flatMap((level) => [level, level.toUpperCase(), level.charAt(0).toUpperCase() + level.slice(1)]);
/** By name, or by the letter that glog, Android, MongoDB and Ruby write. */
const LEVEL = `(?:${SPELLED.join('|')}|[VTDIWEF](?=\\d{4}|,? ))(?![A-Za-z])`;
const ONLY_LEVEL = new RegExp(`^(?:${SPELLED.join('|')})$`);
const NAMED_LEVEL: Column = { template: '{*:/[A-Za-z]+/}', pattern: '[A-Za-z]+', name: 'level' };
/** A place in the program: `main.go:12`, `a.b.Class`, `shop::orders`. */
const PLACE = '(?:[\\w./$-]+\\.\\w+:\\d+|[A-Za-z][\\w$]*(?:(?:[.]|::)[A-Za-z_$][\\w$]*)+)';
const IS_PLACE = new RegExp(`^${PLACE}$`);
const APP: Column = { template: '{*:/[^\\s:[\\]]+/}', pattern: '[^\\s:[\\]]+', name: 'app' };
const PROGRAM: Column[] = [APP, { template: '{?[{*:int}]}', pattern: '(?:\\[\\d{1,15}\\])?', end: '(?=: )', name: 'pid' }];
const IDENTIFIED = /^[^\s:[\]]+\[\d{1,15}\]: /;
/** Ends a column: blanks alone also separate the words of a message. */
const MARK = '(?= +(?:-{1,3}|:|[|]) |: |[\\])>](?:\\W|$)|[|\\t\\n]|[;,](?! ))';
/** Closing signs, marks and blanks between columns, or what ends a line without a word: `===` of Erlang, `[[` of GlassFish. */
const SEPARATOR = /^[^\w\n]{0,8}\n\s*|^[\])>}]?[:|,;/.~-]*\s*(?:[-:|~]+\s+)*(?:#(?=\d))?/;
const BRACKETS = ['[]', '()', '<>', '{}'];

const WORD = '{*:word}';
const NOTHING: Column = { template: '', pattern: '' };
const PADDING: Column = { template: '{*:/ */}', pattern: ' *' };
/** Columns may be padded to any width. */
const BLANKS: Column = { template: '{*:/ +/}', pattern: ' +' };

/** Undefined if the records have no stamp in the same position. */
export function headerOf(texts: readonly string[]): Header | undefined {
  const head = new Head(texts, SHARE);
  while (head.take());
  return head.beginning === undefined ? undefined : head.header();
}

/**
 * A regular expression for the beginning of records, up to the end of the stamp, if most of these lines begin one.
 * Undefined if the lines have no stamp in the same position.
 */
export function beginningOf(lines: readonly string[]): string | undefined {
  const head = new Head(lines, 0.5);
  while (head.beginning === undefined && head.take());
  return head.beginning;
}

/** Takes one column after another off the beginnings of records, as long as nearly all of them have it. */
class Head {
  /** A regular expression for the columns up to the stamp, once it is taken. */
  beginning: string | undefined;
  private readonly columns: Column[] = [];
  /** What follows the columns, in the records that have them. */
  private rests: readonly string[];
  private readonly least: number;

  constructor(texts: readonly string[], share: number) {
    // There are many candidates to try: a limited number of records suffices, and of each only as much as a header can take.
    this.rests = texts.slice(0, MOST_RECORDS).map((text) => text.slice(0, LONGEST));
    this.least = Math.max(1, this.rests.length * share);
  }

  header(): Header {
    const regex = new RegExp(`^${patternOf(this.columns)}`);
    const place = this.columns.indexOf(APP);
    const app = place < 0 ? undefined : new RegExp(`^${patternOf(this.columns.slice(0, place))}(${APP.pattern})`);
    const unique = new UniqueNames(['time', 'weight', 'message', 'trace']);
    const fields: string[] = [];
    const parts = this.columns.map(({ template, name }) => {
      if (name === undefined) return template;
      fields.push(unique.take(name));
      return template.replace('*', fields.at(-1)!);
    });
    return {
      template: parts.join(''),
      fields,
      messageOf: (text) => {
        const head = regex.exec(text)?.[0];
        return head === undefined ? undefined : text.slice(head.length);
      },
      appOf: (text) => app?.exec(text)?.[1],
    };
  }

  /** Takes the next column that tells something, with the words before it; returns whether there is one. */
  take(): boolean {
    const words: Column[] = [];
    for (let count = 0; count <= MOST_WORDS && this.columns.length < MOST_COLUMNS; count++) {
      const rests = this.behind(words);
      const columns = rests && this.nextColumns(rests, count);
      if (columns && this.append([...(columns === PROGRAM ? words.map(asHost) : words), ...columns])) return true;
      const word = rests && this.field(rests, '\\S+', '(?= )', 'word');
      const left = word && this.behind(word, rests);
      if (!left) return false;
      words.push(...word, separatorOf(left, this.least));
    }
    return false;
  }

  /** What follows these columns in enough of the texts; undefined if too few have them. */
  private behind(columns: readonly Column[], texts: readonly string[] = this.rests): string[] | undefined {
    const regex = new RegExp(`^(?:${patternOf(columns)})`);
    const rests = texts.flatMap((text) => {
      const found = regex.exec(text);
      return found ? text.slice(found[0].length) : [];
    });
    return rests.length >= this.least ? rests : undefined;
  }

  /** @param words how many plain words precede it */
  private nextColumns(rests: readonly string[], words: number): Column[] | undefined {
    const clear =
      this.level(rests) ??
      (this.beginning === undefined ? this.stamp(rests, words === 0) : this.repeatedStamp(rests, words)) ??
      this.field(rests, '[\\w-]+', `(?=[.]${LEVEL}(?![.]))`) ??
      this.field(rests, PLACE, '(?=:? |[\\])>]|\\n)', '/[^\\s]+/');
    if (clear) return clear;
    const group = this.group(rests) ?? this.ownedGroup(rests);
    const program = words > 1 ? undefined : this.program(rests);
    // The words may be those of messages, as may what else follows them.
    if (words > 0) return group?.includes(NAMED_LEVEL) ? group : program;
    return group ?? program ?? this.field(rests, '[^\\s=|;,[({<]+', MARK, '/[^\\s|;,]+/');
  }

  private stamp(rests: readonly string[], isFirst: boolean): Column[] | undefined {
    const signs = literal(/^[^\w\s]*/.exec(rests[0] ?? '')?.[0] ?? '');
    const texts = this.behind([signs], rests);
    const stamp = texts && stampOf(texts, this.fitIn(texts), this.columns.length === 0 && isFirst);
    return stamp && [signs, stamp];
  }

  /** Another stamp, or the date, behind one word at most: what follows more words is part of a message. */
  private repeatedStamp(rests: readonly string[], words: number): Column[] | undefined {
    const pattern = words > 1 ? undefined : repeatedStampOf(rests, this.fitIn(rests));
    return pattern === undefined ? undefined : [{ template: `{*:/${pattern}/}`, pattern }];
  }

  private fitIn(texts: readonly string[]): (pattern: string) => boolean {
    return (pattern) => this.behind([{ template: '', pattern }], texts) !== undefined;
  }

  private level(rests: readonly string[]): Column[] | undefined {
    const isLevel = !this.columns.includes(NAMED_LEVEL) && this.behind([{ template: '', pattern: LEVEL }], rests);
    return isLevel ? [NAMED_LEVEL] : undefined;
  }

  /** What is in brackets, perhaps padded: one word, several, or words and other brackets. */
  private group(rests: readonly string[]): Column[] | undefined {
    for (const pair of BRACKETS) {
      const [open, close] = Array.from(pair, literal) as [Column, Column];
      const signs = pair.replace(/[[\]]/g, '\\$&');
      const other = `[^${signs}\\n]`;
      const word = `[^${signs}\\s]+`;
      const nested = `(?:${other}|${open.pattern}${other}*${close.pattern})*`;
      for (const [padding, content] of [
        [NOTHING, word],
        [PADDING, word],
        [NOTHING, `${other}*`],
        [NOTHING, nested],
      ] as const) {
        const before = this.behind([open, padding], rests);
        const field = before && this.field(before, content, `(?=${padding.pattern}${close.pattern})`);
        if (field) return [open, padding, ...field, padding, close];
      }
    }
    return undefined;
  }

  /** `app[web.1]`, `request{id=7}` */
  private ownedGroup(rests: readonly string[]): Column[] | undefined {
    const owner = this.field(rests, '[\\w$./:@-]+', '(?=[[({<])');
    const inner = owner && this.behind(owner, rests);
    const group = inner && this.group(inner);
    return group && [...owner, ...group];
  }

  /** `sshd[17]: `, `kernel: `, as in syslog: some programs do not say which process they are. */
  private program(rests: readonly string[]): Column[] | undefined {
    const identified = rests.filter((rest) => IDENTIFIED.test(rest)).length;
    return identified * 2 >= this.least && this.behind(PROGRAM, rests) ? PROGRAM : undefined;
  }

  /**
   * A column whose values become a field, if they tell something; undefined if too few of the texts have it.
   * @param end what must follow the values, as a lookahead
   * @param type how it is written, unless as the content
   */
  private field(rests: readonly string[], content: string, end: string, type = `/${content}/`): Column[] | undefined {
    const regex = new RegExp(`^(${content})${end}`);
    const all = rests.flatMap((rest) => regex.exec(rest)?.[1] ?? []);
    if (all.length < this.least) return undefined;
    const values = [...new Set(all)];
    const isLevel = values.every((value) => ONLY_LEVEL.test(value));
    if (isLevel && !this.columns.includes(NAMED_LEVEL)) return [NAMED_LEVEL];
    const written = values.every((value) => /^\d{1,15}$/.test(value)) ? 'int' : type;
    return [
      {
        template: `{*:${written}}`,
        pattern: content,
        end,
        name: isLevel || (type === 'word' && values.length === 1) ? undefined : fieldName(values, all.length),
      },
    ];
  }

  /** Appends columns and what separates them from the next, unless that leaves no message; returns whether it did. */
  private append(columns: readonly Column[]): boolean {
    const rests = this.behind(columns) ?? [];
    const separator = separatorOf(rests, this.least);
    const left = this.behind([...columns, separator]) ?? [];
    const isStamp = columns.some(({ template }) => template.startsWith('{time'));
    if (!isStamp && left.filter((rest) => /\w/.test(rest)).length < this.least) return false;
    this.columns.push(...columns);
    if (isStamp) this.beginning = `^${this.columns.map(({ pattern }) => pattern).join('')}`;
    this.columns.push(separator);
    this.rests = left;
    return true;
  }
}

function patternOf(columns: readonly Column[]): string {
  return columns.map(({ pattern, end = '' }) => pattern + end).join('');
}

/** Before the name of a program, a word is that of its host. */
function asHost(column: Column): Column {
  return column.template === WORD ? { ...column, name: 'host' } : column;
}

function literal(text: string): Column {
  return { template: text.replace(/[{}]/g, '$&$&'), pattern: escaped(text) };
}

/** What lies before these texts, if it is the same in enough of them, but for the number of blanks. */
function separatorOf(texts: readonly string[], least: number): Column {
  const written = texts.map((text) => SEPARATOR.exec(text)?.[0] ?? '');
  const counts = countsOf(written.map((one) => one.replace(/ +/g, ' ')));
  const [separator] = [...counts].find(([, count]) => count >= least) ?? [''];
  const isPadded = written.some((one) => one.includes('  '));
  const parts = separator.split(/(\s*[\t\n]\s*| )/).map((part): Column => {
    if (isPadded && part === ' ') return BLANKS;
    const pattern = escaped(part).replaceAll(' ', ' +');
    return /[\t\n]/.test(part) ? { template: `{*:/${pattern}/}`, pattern } : literal(part);
  });
  return { template: parts.map(({ template }) => template).join(''), pattern: patternOf(parts) };
}

/** What the different values of a column are, of `count` in all; undefined if they tell nothing. */
function fieldName(values: readonly string[], count: number): string | undefined {
  const are = (pattern: RegExp) => values.every((value) => pattern.test(value));
  const isConstant = values.length === 1;
  if (values.length >= MANY && values.length * 10 >= count) return 'id';
  if (are(/^\d+$/)) return isConstant || !are(/^\d{1,3}$/) ? 'pid' : 'thread';
  if (are(IS_PLACE)) return 'component';
  if (are(/^main$|thread|exec|worker|pool|^[A-Za-z][\w-]*-\d+$/i)) return 'thread';
  if (are(/^(?=.*\d)[\w-]*[0-9a-f]{4}[\w-]*$/i)) return 'id';
  if (isConstant) return undefined;
  return are(/^[A-Za-z_][\w$]*(?:[.:/#]+[\w$<>]+)*$/) ? 'component' : 'origin';
}
