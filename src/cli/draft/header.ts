/** The head of each line of a log in an unknown format: its stamp, and what is between that and the message. */

interface Column {
  /** In the notation of a format's template. */
  template: string;
  /** The equivalent regular expression. */
  pattern: string;
}

export interface Header {
  /** The template of a format, with `{time}` and `{message:rest}`. */
  template: string;
  /** The message of a line; undefined if the line does not have this form. */
  messageOf(line: string): string | undefined;
}

/** Parts of stamps, as regular expressions; where a stamp is ambiguous, those of the month and the day are exact. */
const TWO = '\\d\\d';
const YEAR = '\\d{4}';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const CLOCK = '\\d\\d:\\d\\d:\\d\\d';
const NAME = '[A-Z][a-z]{2}';

/** Stamps by form, the more exact first: `02/03/2023` is in February unless a line contradicts it. */
const STAMPS: readonly (readonly [form: string, pattern: string])[] = [
  ['iso', `${YEAR}-${TWO}-${TWO}T${CLOCK}(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?`],
  ...withFractions('yyyy-MM-dd HH:mm:ss', `${YEAR}-${TWO}-${TWO} ${CLOCK}`, [',SSS', '.SSSSSS', '.SSS Z', '.SSS', ' Z', '']),
  ...withFractions('yyyy/MM/dd HH:mm:ss', `${YEAR}/${TWO}/${TWO} ${CLOCK}`, ['.SSSSSS', '']),
  ...withFractions('dd.MM.yyyy HH:mm:ss', `${DAY}\\.${MONTH}\\.${YEAR} ${CLOCK}`, [',SSS', '.SSS', '']),
  ...withFractions('MM/dd/yyyy HH:mm:ss', `${MONTH}/${DAY}/${YEAR} ${CLOCK}`, ['.SSS', '']),
  ...withFractions('dd/MM/yyyy HH:mm:ss', `${DAY}/${MONTH}/${YEAR} ${CLOCK}`, ['.SSS', '']),
  ...withFractions('dd-MM-yyyy HH:mm:ss', `${DAY}-${MONTH}-${YEAR} ${CLOCK}`, [',SSS', '.SSS', ' Z', '']),
  ...withFractions('MM-dd-yyyy HH:mm:ss', `${MONTH}-${DAY}-${YEAR} ${CLOCK}`, [',SSS', '.SSS', '']),
  ['M/d/yyyy h:mm:ss a', `\\d\\d?/\\d\\d?/${YEAR} \\d\\d?:\\d\\d:\\d\\d [AP]M`],
  ['MMM d, yyyy h:mm:ss a', `${NAME} \\d\\d?, ${YEAR} \\d\\d?:\\d\\d:\\d\\d [AP]M`],
  ...withFractions('dd-MMM-yyyy HH:mm:ss', `${TWO}-${NAME}-${YEAR} ${CLOCK}`, ['.SSS', '']),
  ...withFractions('dd MMM yyyy HH:mm:ss', `${TWO} ${NAME} ${YEAR} ${CLOCK}`, ['.SSS', '']),
  ['EEE MMM d HH:mm:ss.SSSSSS yyyy', `${NAME} ${NAME} [ \\d]\\d ${CLOCK}\\.\\d{6} ${YEAR}`],
  ['EEE MMM d HH:mm:ss yyyy', `${NAME} ${NAME} [ \\d]\\d ${CLOCK} ${YEAR}`],
  ['dd/MMM/yyyy:HH:mm:ss Z', `${TWO}/${NAME}/${YEAR}:${CLOCK} [+-]\\d{4}`],
  ['yyMMdd HHmmss', '\\d{6} \\d{6}'],
  ['yyMMdd HH:mm:ss', `\\d\\d${MONTH}${DAY} ${CLOCK}`],
  ['yy/MM/dd HH:mm:ss', `(?:1[3-9]|2\\d)/${MONTH}/${DAY} ${CLOCK}`],
  ['MM/dd/yy HH:mm:ss', `${MONTH}/${DAY}/\\d\\d ${CLOCK}`],
  ['dd/MM/yy HH:mm:ss', `${DAY}/${MONTH}/\\d\\d ${CLOCK}`],
  ['M/d/yy H:mm:ss:SSS', `\\d\\d?/\\d\\d?/\\d\\d \\d\\d?:\\d\\d:\\d\\d:\\d{3}`],
  ...withFractions('MM-dd HH:mm:ss', `${MONTH}-${DAY} ${CLOCK}`, ['.SSS', '']),
  ['MM.dd HH:mm:ss', `${TWO}\\.${TWO} ${CLOCK}`],
  ['MMdd HH:mm:ss.SSSSSS', `${MONTH}${DAY} ${CLOCK}\\.\\d{6}`],
  ['epoch_ms', '1\\d{12}'],
  ['epoch', '1\\d{9}(?:\\.\\d+)?'],
];

/** Times of day; behind other columns there may be a date before them. */
const FIRST_STAMPS = withFractions('HH:mm:ss', CLOCK, ['.SSSSSSSSS', '.SSSSSS', '.SSS', ',SSS', '']);

/** Stamps that Corr reads, but that no form describes. */
const OTHER_STAMPS: readonly string[] = [
  '\\d{8}-\\d+:\\d+:\\d+:\\d+',
  `[A-Za-z]{3}[/]${TWO}[/]${YEAR} ${CLOCK}`,
  `${TWO}${NAME}${YEAR} ${CLOCK}(?:\\.\\d+)?`,
  `${TWO}-${TWO}[|]${CLOCK}(?:\\.\\d+)?`,
  `${NAME} [ \\d]\\d ${CLOCK}(?:\\.\\d+)?`,
];

/** A form with each of these fractions appended. */
function withFractions(form: string, pattern: string, fractions: readonly string[]): [form: string, pattern: string][] {
  return fractions.map((fraction) => {
    const behind = fraction.replace('.', '\\.').replace(/S+/, (run) => `\\d{${run.length}}`);
    return [form + fraction, pattern + behind.replace('Z', '[+-]\\d\\d:?\\d\\d')];
  });
}

const LEVEL =
  '(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL|[Tt]race|[Dd]ebug|[Ii]nfo|[Nn]otice|[Ww]arn|[Ww]arning|[Ee]rror|[Cc]ritical|[Ff]atal)';
const WORD: Column = { template: '{*:word}', pattern: '\\S+' };
const BLANK: Column = { template: ' ', pattern: ' ' };
/** Columns may be padded to any width. */
const BLANKS: Column = { template: '{*:/ +/}', pattern: ' +' };
const sign = (text: string): Column => ({ template: text, pattern: text.replace(/[[\]|]/, '\\$&') });
const NOTHING = sign('');

/** What comes directly before a stamp, directly after it, and what separates it from the rest. */
const AROUND: readonly (readonly [before: Column, behind: Column, parting: Column])[] = [
  [NOTHING, NOTHING, BLANK],
  [sign('['), sign(']'), BLANK],
  [sign('['), sign(']'), NOTHING],
  [sign('['), NOTHING, BLANK],
  [NOTHING, NOTHING, { template: '{*:/\\t/}', pattern: '\\t' }],
  ...[',', ';', '|'].map((parting) => [NOTHING, NOTHING, sign(parting)] as const),
  // Google's logging libraries begin with a letter for the level: `I0220 15:12:47.123456`.
  [{ template: '{level:/[A-Z]/}', pattern: '[A-Z]' }, NOTHING, BLANK],
];

/** The share of lines that must have the form. */
const SHARE = 0.9;
const MOST_LINES = 200;
const LONGEST = 200;
/** The maximum number of columns before a stamp or a level. */
const MOST_COLUMNS = 4;

/** Undefined if the lines have no stamp in the same position. */
export function headerOf(lines: readonly string[]): Header | undefined {
  const beginnings = beginningsOf(lines);
  const fits = (columns: readonly Column[]) => shareOf(beginnings, regexOf(columns)) >= SHARE;
  const stamped = stampColumns().find(fits);
  if (!stamped) return undefined;
  let columns = stamped;
  for (const ways of [levelColumns(), ORIGINS]) {
    const more = ways.find((way) => fits([...columns, ...way]));
    if (more && isNew(more, columns)) columns = [...columns, ...more];
  }
  const regex = regexOf(columns);
  return {
    template: `${columns.map(({ template }) => template).join('')}{message:rest}`,
    messageOf: (line) => {
      const head = regex.exec(line)?.[0];
      return head === undefined ? undefined : line.slice(head.length);
    },
  };
}

/** A header has at most one level. */
function isNew(more: readonly Column[], columns: readonly Column[]): boolean {
  const hasLevel = (all: readonly Column[]) => all.some(({ template }) => template.includes('{level:'));
  return !(hasLevel(more) && hasLevel(columns));
}

function regexOf(columns: readonly Column[]): RegExp {
  return new RegExp(`^${columns.map(({ pattern }) => pattern).join('')}`);
}

/** A stamp after some other columns, with what surrounds it. */
function stampColumns(): Column[][] {
  const ways: Column[][] = [];
  const ofForm = ([form, pattern]: readonly [string, string]): Column => ({ template: `{time:stamp('${form}')}`, pattern });
  const stamps: Column[] = [...STAMPS.map(ofForm), ...OTHER_STAMPS.map((pattern) => ({ template: `{time:/${pattern}/}`, pattern }))];
  for (let before = 0; before <= MOST_COLUMNS; before++) {
    for (const stamp of before === 0 ? [...stamps, ...FIRST_STAMPS.map(ofForm)] : stamps) {
      for (const [left, right, parting] of AROUND) ways.push([...columnsBefore(before), left, stamp, right, parting]);
    }
  }
  return ways;
}

/**
 * A regular expression for the beginning of records, up to the end of the stamp, if most of these lines begin one.
 * Undefined if the lines have no stamp in the same position.
 */
export function beginningOf(lines: readonly string[]): string | undefined {
  const beginnings = beginningsOf(lines);
  const ways = stampColumns().map((columns) => regexOf(columns.slice(0, -2)));
  return ways.find((regex) => shareOf(beginnings, regex) > 0.5)?.source;
}

/**
 * There are many candidates to try: a limited number of lines suffices, and of each only as much as a header can take.
 */
function beginningsOf(lines: readonly string[]): string[] {
  return lines.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST));
}

function shareOf(lines: readonly string[], regex: RegExp): number {
  return lines.length === 0 ? 0 : lines.filter((line) => regex.test(line)).length / lines.length;
}

function levelColumns(): Column[][] {
  const level = { template: '{level:/[A-Za-z]+/}', pattern: LEVEL };
  const bracketed = { template: `[${level.template}]`, pattern: `\\[${LEVEL}\\]` };
  const ways: Column[][] = [];
  for (let before = 0; before <= MOST_COLUMNS; before++) {
    for (const one of [level, bracketed]) {
      for (const end of [BLANK, BLANKS, { template: ': ', pattern: ': ' }]) ways.push([...columnsBefore(before), one, end]);
    }
  }
  return ways;
}

function columnsBefore(count: number): Column[] {
  return Array.from({ length: count }, () => [WORD, BLANK]).flat();
}

/** Which part of the program a message comes from. */
const ORIGINS: readonly Column[][] = [
  [{ template: '{component:/[^ :]*[A-Za-z][^ :]*/}: ', pattern: '[^ :]*[A-Za-z][^ :]*: ' }],
  [{ template: '{component:/[A-Za-z][A-Za-z0-9_$]*([.][A-Za-z0-9_$]+)+/} ', pattern: '[A-Za-z][A-Za-z0-9_$]*(?:[.][A-Za-z0-9_$]+)+ ' }],
  [{ template: '[{origin:text}] - ', pattern: '\\[.*?\\] - ' }],
];
