/** The files that a live run tells outcomes to. */

import type { Plan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import { CsvSink } from '../outputs/csv.ts';
import { NdjsonSink } from '../outputs/ndjson.ts';
import { OutputFile, type OutputMark } from '../outputs/output-file.ts';
import { Selection, type SelectionSpec } from '../outputs/selection.ts';
import type { Sink } from '../outputs/sink.ts';
import type { Outcome } from '../record.ts';
import type { Period } from '../report/statistics.ts';
import type { Disk } from '../state/disk.ts';

export const OUTPUT_FORMATS = ['ndjson', 'csv'] as const;

export interface OutputSpec extends SelectionSpec {
  format: (typeof OUTPUT_FORMATS)[number];
  path: string;
  /** Lines of these counts come in place of outcomes. */
  statistics?: Period;
}

/** What a file holds by its name, when nothing else says it. */
export function outputFormat(path: string): OutputSpec['format'] {
  return path.endsWith('.csv') ? 'csv' : 'ndjson';
}

/** With what was told lately, if that counts. */
export type SavedOutputs = [path: string, mark: OutputMark, selection?: unknown][];

interface Output extends OutputSpec {
  file: OutputFile;
  selection: Selection;
  sink: Sink | undefined;
}

export class Outputs {
  private readonly all: Output[];

  /** @throws Error of the disk, for a file that cannot be written. */
  constructor(specs: readonly OutputSpec[], disk: Disk) {
    this.all = specs.map((spec) => ({ ...spec, file: new OutputFile(disk, spec.path), selection: new Selection(spec), sink: undefined }));
  }

  /** From here on outcomes are those of this plan. */
  begin(plan: Plan, sources: readonly string[], environment: Environment): void {
    for (const output of this.all) {
      output.sink = sinkOf(output, plan, sources);
      output.selection.begin(plan, environment);
    }
  }

  outcome(outcome: Outcome): void {
    for (const { sink, selection, statistics } of this.all) {
      const told = statistics ? undefined : selection.take(outcome);
      if (told) sink?.outcome(told);
    }
  }

  /** A line of counts, for those who asked for them. */
  statistics(period: Period, line: string): void {
    for (const { file, statistics } of this.all) if (statistics === period) file.write(`${line}\n`);
  }

  /** @throws Error of the disk; then what could not be written waits. */
  flush(): void {
    for (const { file } of this.all) file.flush();
  }

  async sync(): Promise<void> {
    await Promise.all(this.all.map(({ file }) => file.sync()));
  }

  save(): SavedOutputs {
    return this.all.map(({ path, file, selection }) => [path, file.mark(), selection.save()]);
  }

  /** Cuts the files to what was told by then; answers the first that is not as it was left. A file that is new goes on at its end. */
  restore(saved: SavedOutputs): string | undefined {
    const byPath = new Map(saved.map(([path, ...one]) => [path, one]));
    return this.all.find(({ path, file, selection: wanted }) => {
      const [mark, selection] = byPath.get(path) ?? [];
      wanted.restore(selection);
      return mark !== undefined && !file.restore(mark);
    })?.path;
  }

  close(): void {
    for (const { file } of this.all) file.close();
  }
}

/** A file that has rows has its header. */
function sinkOf({ format, file }: Output, plan: Plan, sources: readonly string[]): Sink {
  if (format === 'ndjson') return new NdjsonSink(plan, { sources, write: file.write });
  let isHeader = !file.isEmpty;
  const write = (text: string | Uint8Array) => {
    if (!isHeader) file.write(text);
    isHeader = false;
  };
  return new CsvSink(plan, { sources, write });
}
