import type { Plan } from '../../dsl/plan.ts';
import { CsvSink } from './csv.ts';
import { JsonSink, NdjsonSink } from './ndjson.ts';
import { COLOURED, PLAIN } from './palette.ts';
import type { Sink, Write } from './sink.ts';
import { TableSink } from './table.ts';

export const SINK_FORMATS = ['text', 'ndjson', 'json', 'csv'] as const;

/** What a sink is, as plain data. */
export interface SinkPlan {
  format: (typeof SINK_FORMATS)[number];
  /** It is shown by a terminal: CSV, which is exact elsewhere, is escaped as text is. */
  isShown?: boolean;
  /** Of text on a terminal; absent: nothing is coloured, nothing cut. */
  coloured?: boolean;
  columns?: number | undefined;
}

export function createSink(sink: SinkPlan, plan: Plan, sources: readonly string[], write: Write): Sink {
  const { format, isShown = false, coloured, columns } = sink;
  switch (format) {
    case 'ndjson':
      return new NdjsonSink(plan, { sources, write });
    case 'json':
      return new JsonSink(plan, { sources, write });
    case 'csv':
      return new CsvSink(plan, { sources, write, isShown });
    case 'text':
      return new TableSink(plan, { sources, write, columns, palette: coloured ? COLOURED : PLAIN });
  }
}
