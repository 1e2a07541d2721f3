/** Outcomes as a table for people, one a line, as they arise: the layout is fixed before the first outcome is known. */

import type { Plan } from '../../dsl/plan.ts';
import type { Outcome } from '../record.ts';
import { renderValue } from '../values/render.ts';
import { terminalText } from './escape.ts';
import { shortDuration } from './figures.ts';
import { keyText, paintOf, storyOf } from './outcome-text.ts';
import { OutcomeTypes } from './outcome-types.ts';
import { type Palette, PLAIN } from './palette.ts';
import { placeOf } from './place.ts';
import { Sink, type SinkOptions } from './sink.ts';
import { clip, clipStart, padEnd, padStart, widthOf } from './terminal.ts';

interface TableOptions extends SinkOptions {
  palette?: Palette;
  /** Width of the terminal in columns; absent for a file, where nothing is cut. */
  columns?: number | undefined;
}

/** The width of each column; 0 if it is left out. */
interface Layout {
  time: number;
  outcome: number;
  rule: number;
  key: number;
  took: number;
  /** The width left for the story and the place. */
  rest: number;
  place: number;
}

const GAP = '  ';
/** Widths of `2024-05-01 10:00:32`, of the same from the month on, and from the hour on. */
const TIMES = [19, 14, 8];
const OUTCOME = 'abandoned'.length;
const TOOK = '59m59s'.length;
const PLACE = 32;
const LEAST_STORY = 24;

export class TableSink extends Sink {
  private readonly types: OutcomeTypes;
  private readonly layout: Layout;
  private readonly palette: Palette;
  private headed = false;

  constructor(
    plan: Plan,
    private readonly options: TableOptions,
  ) {
    super(options.write);
    this.types = new OutcomeTypes(plan);
    this.palette = options.palette ?? PLAIN;
    const rules = plan.rules.map(({ name }) => widthOf(terminalText(name)));
    this.layout = layoutFor(options.columns ?? Number.POSITIVE_INFINITY, Math.max(4, ...rules));
  }

  override textOf(outcome: Outcome): string {
    const { palette, layout } = this;
    const room = this.options.columns === undefined ? undefined : layout.key;
    const key = keyText(outcome.keys, this.types.of(outcome.rule), room);
    const word = padEnd(outcome.outcome, layout.outcome);
    const cells = [
      palette.dim(timeText(outcome.end, layout.time)),
      paintOf(outcome.severity, palette)(word),
      this.cell(terminalText(outcome.rule), layout.rule),
      palette.bold(this.cell(terminalText(key), layout.key)),
    ];
    if (layout.took > 0) cells.push(padStart(shortDuration(outcome.end - outcome.begin), layout.took));
    return `${[...cells, this.rest(outcome)].join(GAP)}\n`;
  }

  override put(text: string): void {
    if (!this.headed) this.head();
    super.put(text);
  }

  private head(): void {
    this.headed = true;
    const { time, outcome, rule, key, took } = this.layout;
    const cells = [
      padEnd(time === TIMES.at(-1) ? 'UTC' : 'TIME (UTC)', time),
      padEnd('OUTCOME', outcome),
      padEnd('RULE', rule),
      padEnd('KEY', key),
    ];
    if (took > 0) cells.push(padStart('TOOK', took));
    this.write(`${this.palette.dim([...cells, 'WHAT'].join(GAP))}\n`);
  }

  private cell(text: string, width: number): string {
    return padEnd(this.options.columns === undefined ? text : clip(text, width), width);
  }

  /** The story, followed by the line where it ended, as far as there is room. */
  private rest(outcome: Outcome): string {
    const { rest, place } = this.layout;
    const story = terminalText(storyOf(outcome));
    const found = place > 0 ? placeOf(outcome.records.at(-1), this.options.sources) : undefined;
    if (!found) return clip(story, rest);
    // The end of a path is its most informative part.
    const where = clipStart(`${terminalText(found.file)}:${found.line}`, place);
    return `${clip(story, rest - widthOf(where) - GAP.length)}${GAP}${this.palette.dim(where)}`;
  }
}

/** The widest layout that leaves room for the story; a narrow terminal omits first the place, then the duration, then the date. */
function layoutFor(columns: number, rule: number): Layout {
  const unlimited = columns === Number.POSITIVE_INFINITY;
  const key = unlimited ? 24 : Math.max(8, Math.min(32, Math.floor(columns * 0.18)));
  const base = { outcome: OUTCOME, rule: unlimited ? rule : Math.min(rule, 24), key };
  const [full = 0, ...shorter] = TIMES;
  const offers = [
    { time: full, took: TOOK, place: unlimited ? columns : PLACE },
    { time: full, took: TOOK, place: 0 },
    ...shorter.flatMap((time) => [TOOK, 0].map((took) => ({ time, took, place: 0 }))),
  ];
  const layouts = offers.map((offer) => ({ ...base, ...offer, rest: columns - widthBefore({ ...base, ...offer }) }));
  return layouts.find(({ rest, place }) => rest >= LEAST_STORY + (unlimited ? 0 : place)) ?? layouts.at(-1)!;
}

function widthBefore({ time, outcome, rule, key, took }: Omit<Layout, 'rest'>): number {
  return [time, outcome, rule, key, took].filter((width) => width > 0).reduce((sum, width) => sum + width + GAP.length, 0);
}

function timeText(micros: number, width: number): string {
  return renderValue(micros, 'time').slice(0, 19).replace('T', ' ').slice(-width);
}
