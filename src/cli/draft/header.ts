/** The head of each line of a log that is of no known format: its stamp, and what stands between that and the message. */

interface Column {
  /** As it stands in the template of a format. */
  template: string;
  /** A regular expression for the same. */
  pattern: string;
}

export interface Header {
  /** The template of a format, with `{time}` and `{message:rest}`. */
  template: string;
  /** What of a line is the message; undefined when it is not of this form. */
  messageOf(line: string): string | undefined;
}

/** Stamps by their form, the more exact first. */
const STAMPS: readonly (readonly [form: string, pattern: string])[] = [
  ['iso', '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?'],
  ['yyyy-MM-dd HH:mm:ss,SSS', '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}'],
  ['yyyy-MM-dd HH:mm:ss.SSSSSS', '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}'],
  ['yyyy-MM-dd HH:mm:ss.SSS', '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}'],
  ['yyyy-MM-dd HH:mm:ss', '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d'],
  ['yyyy/MM/dd HH:mm:ss', '\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d'],
  ['EEE MMM dd HH:mm:ss.SSSSSS yyyy', '[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} \\d{4}'],
  ['EEE MMM dd HH:mm:ss yyyy', '[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d \\d{4}'],
  ['dd/MMM/yyyy:HH:mm:ss Z', '\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}'],
  ['yyMMdd HHmmss', '\\d{6} \\d{6}'],
  ['MM.dd HH:mm:ss', '\\d\\d\\.\\d\\d \\d\\d:\\d\\d:\\d\\d'],
  ['epoch_ms', '1\\d{12}'],
  ['epoch', '1\\d{9}(?:\\.\\d+)?'],
];

const LEVEL =
  '(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL|[Tt]race|[Dd]ebug|[Ii]nfo|[Nn]otice|[Ww]arn|[Ww]arning|[Ee]rror|[Cc]ritical|[Ff]atal)';
const WORD: Column = { template: '{*:word}', pattern: '\\S+' };
const BLANK: Column = { template: ' ', pattern: ' ' };
/** Columns may be of any width. */
const BLANKS: Column = { template: '{*:/ +/}', pattern: ' +' };

/** So many of the lines have the form. */
const SHARE = 0.9;
/** Columns before a stamp or a level. */
const MOST_COLUMNS = 4;

/** Undefined: the lines have no stamp in the same place. */
export function headerOf(lines: readonly string[]): Header | undefined {
  const fits = (columns: readonly Column[]) => {
    const regex = regexOf(columns);
    return lines.filter((line) => regex.test(line)).length >= lines.length * SHARE;
  };
  const stamped = stampColumns().find(fits);
  if (!stamped) return undefined;
  let columns = stamped;
  for (const ways of [levelColumns(), ORIGINS]) {
    const more = ways.find((way) => fits([...columns, ...way]));
    if (more) columns = [...columns, ...more];
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

function regexOf(columns: readonly Column[]): RegExp {
  return new RegExp(`^${columns.map(({ pattern }) => pattern).join('')}`);
}

function stampColumns(): Column[][] {
  const ways: Column[][] = [];
  for (let before = 0; before < MOST_COLUMNS; before++) {
    for (const [form, pattern] of STAMPS) {
      for (const [open, close] of [
        ['', ''],
        ['[', ']'],
      ] as const) {
        const stamp = { template: `${open}{time:stamp('${form}')}${close}`, pattern: `${open && '\\['}${pattern}${close && '\\]'}` };
        ways.push([...columnsBefore(before), stamp, BLANK]);
      }
    }
  }
  return ways;
}

function levelColumns(): Column[][] {
  const level = { template: '{level:/[A-Za-z]+/}', pattern: LEVEL };
  const bracketed = { template: `[${level.template}]`, pattern: `\\[${LEVEL}\\]` };
  const ways: Column[][] = [];
  for (let before = 0; before < MOST_COLUMNS; before++) {
    for (const one of [level, bracketed]) {
      for (const end of [BLANK, BLANKS, { template: ': ', pattern: ': ' }]) ways.push([...columnsBefore(before), one, end]);
    }
  }
  return ways;
}

function columnsBefore(count: number): Column[] {
  return Array.from({ length: count }, () => [WORD, BLANK]).flat();
}

/** Where in the program a message is from. */
const ORIGINS: readonly Column[][] = [
  [{ template: '{component:/[^ :]*[A-Za-z][^ :]*/}: ', pattern: '[^ :]*[A-Za-z][^ :]*: ' }],
  [{ template: '{component:/[A-Za-z][A-Za-z0-9_$]*([.][A-Za-z0-9_$]+)+/} ', pattern: '[A-Za-z][A-Za-z0-9_$]*(?:[.][A-Za-z0-9_$]+)+ ' }],
  [{ template: '[{origin:text}] - ', pattern: '\\[.*?\\] - ' }],
];
