/** The files that a live run tells outcomes to. */

import type { Plan } from '../../dsl/plan.ts';
import { CsvSink } from '../outputs/csv.ts';
import { NdjsonSink } from '../outputs/ndjson.ts';
import { OutputFile, type OutputMark } from '../outputs/output-file.ts';
import type { Sink } from '../outputs/sink.ts';
import type { Outcome } from '../record.ts';
import type { Disk } from '../state/disk.ts';

export const OUTPUT_FORMATS = ['ndjson', 'csv'] as const;

export interface OutputSpec {
  format: (typeof OUTPUT_FORMATS)[number];
  path: string;
}

export type SavedOutputs = [path: string, mark: OutputMark][];

interface Output extends OutputSpec {
  file: OutputFile;
  sink: Sink | undefined;
}

export class Outputs {
  private readonly all: Output[];

  /** @throws Error of the disk, for a file that cannot be written. */
  constructor(specs: readonly OutputSpec[], disk: Disk) {
    this.all = specs.map((spec) => ({ ...spec, file: new OutputFile(disk, spec.path), sink: undefined }));
  }

  /** From here on outcomes are those of this plan. */
  begin(plan: Plan, sources: readonly string[]): void {
    for (const output of this.all) output.sink = sinkOf(output, plan, sources);
  }

  outcome(outcome: Outcome): void {
    for (const { sink } of this.all) sink?.outcome(outcome);
  }

  /** @throws Error of the disk; then what could not be written waits. */
  flush(): void {
    for (const { file } of this.all) file.flush();
  }

  async sync(): Promise<void> {
    await Promise.all(this.all.map(({ file }) => file.sync()));
  }

  save(): SavedOutputs {
    return this.all.map(({ path, file }) => [path, file.mark()]);
  }

  /** Cuts the files to what was told by then; answers the first that is not as it was left. A file that is new goes on at its end. */
  restore(saved: SavedOutputs): string | undefined {
    const marks = new Map(saved);
    return this.all.find(({ path, file }) => {
      const mark = marks.get(path);
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
