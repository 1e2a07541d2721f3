import type { Plan } from '../../dsl/plan.ts';
import { CsvSink } from './csv.ts';
import { JsonSink, NdjsonSink } from './ndjson.ts';
import { COLOURED, PLAIN } from './palette.ts';
import type { Sink, Write } from './sink.ts';
import { TableSink } from './table.ts';

export const SINK_FORMATS = ['text', 'ndjson', 'json', 'csv'] as const;

/** The parameters of a sink, as plain data. */
export interface SinkPlan {
  format: (typeof SINK_FORMATS)[number];
  /** Whether a terminal shows it: CSV, which is otherwise exact, is then escaped like text. */
  isShown?: boolean;
  /** For text on a terminal; if absent, nothing is coloured or cut. */
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
