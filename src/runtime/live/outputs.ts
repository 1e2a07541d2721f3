/** The files that a live run tells outcomes to. */

import type { Plan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import { CsvSink } from '../outputs/csv.ts';
import { NdjsonSink } from '../outputs/ndjson.ts';
import { OutputFile, type OutputMark } from '../outputs/output-file.ts';
import { type Select, Selection, type Wanted } from '../outputs/selection.ts';
import type { Sink } from '../outputs/sink.ts';
import type { Outcome } from '../record.ts';
import type { Period } from '../report/statistics.ts';
import type { Disk } from '../state/disk.ts';

export const OUTPUT_FORMATS = ['ndjson', 'csv'] as const;

/** Plain data: a checkpoint holds it, so that what the journal has is told as it was. */
export interface OutputSpec extends Wanted {
  format: (typeof OUTPUT_FORMATS)[number];
  path: string;
  /** Lines of these counts come in place of outcomes. */
  statistics?: Period;
}

/** What a file holds by its name, when nothing else says it. */
export function outputFormat(path: string): OutputSpec['format'] {
  return path.endsWith('.csv') ? 'csv' : 'ndjson';
}

/** How far each file was told, and what was told lately, if that counts. */
export type SavedOutputs = { spec: OutputSpec; mark: OutputMark; selection?: unknown }[];

/** Files by their paths. */
export type Files = ReadonlyMap<string, OutputFile>;

interface Output {
  spec: OutputSpec;
  file: OutputFile;
  selection: Selection;
  sink: Sink | undefined;
}

export class Outputs {
  private all: readonly Output[] = [];
  /** Files that nothing is told to any more: they are let go of when a checkpoint says so. */
  private left: OutputFile[] = [];

  constructor(
    private readonly disk: Disk,
    private readonly select: Select,
  ) {}

  get specs(): OutputSpec[] {
    return this.all.map(({ spec }) => spec);
  }

  /** Opens those files that nothing is told to yet. @throws Error of the disk, for one that cannot be written; then none is open. */
  open(specs: readonly OutputSpec[]): Files {
    const files = new Map<string, OutputFile>();
    try {
      for (const { path } of specs) {
        if (this.all.every(({ spec }) => spec.path !== path)) files.set(path, new OutputFile(this.disk, path));
      }
      return files;
    } catch (error) {
      for (const file of files.values()) file.close();
      throw error;
    }
  }

  /** From here on outcomes go to these; {@link begin} is next. A file that stays is gone on with, a new one at its end. */
  change(specs: readonly OutputSpec[], opened: Files): void {
    const before = new Map(this.all.map((output) => [output.spec.path, output]));
    this.all = specs.flatMap((spec) => {
      const old = before.get(spec.path);
      const file = old?.file ?? opened.get(spec.path);
      return file ? { spec, file, selection: old?.selection.changedTo(spec) ?? new Selection(spec, this.select), sink: undefined } : [];
    });
    const stay = new Set(this.all.map(({ file }) => file));
    this.left.push(...Array.from(before.values(), ({ file }) => file).filter((file) => !stay.has(file)));
  }

  /** A checkpoint knows of those that are left. */
  letGo(): void {
    for (const file of this.left) file.close();
    this.left = [];
  }

  /** From here on outcomes are those of this plan. */
  begin(plan: Plan, sources: readonly string[], environment: Environment): void {
    for (const output of this.all) {
      output.sink = sinkOf(output, plan, sources);
      output.selection.begin(plan, environment);
    }
  }

  outcome(outcome: Outcome): void {
    for (const { sink, selection, spec } of this.all) {
      const told = spec.statistics ? undefined : selection.take(outcome);
      if (told) sink?.outcome(told);
    }
  }

  /** A line of counts, for those who asked for them. */
  statistics(period: Period, line: string): void {
    for (const { file, spec } of this.all) if (spec.statistics === period) file.write(`${line}\n`);
  }

  /** @throws Error of the disk; then what could not be written waits. */
  flush(): void {
    for (const { file } of this.all) file.flush();
  }

  async sync(): Promise<void> {
    await Promise.all([...this.all.map(({ file }) => file), ...this.left].map((file) => file.sync()));
  }

  save(): SavedOutputs {
    return this.all.map(({ spec, file, selection }) => ({ spec, mark: file.mark(), selection: selection.save() }));
  }

  /**
   * Cuts the files to what was told by then; answers the first that is not as it was left. What nothing is told to from
   * now on may be gone.
   */
  restore(saved: SavedOutputs, stay: ReadonlySet<string>): string | undefined {
    for (const { spec, mark, selection: told } of saved) {
      const isThere = (this.disk.stats(spec.path)?.size ?? -1) >= mark.length;
      if (!isThere && !stay.has(spec.path)) continue;
      const file = new OutputFile(this.disk, spec.path);
      const selection = new Selection(spec, this.select);
      selection.restore(told);
      if (file.restore(mark)) this.all = [...this.all, { spec, file, selection, sink: undefined }];
      else if (stay.has(spec.path)) return spec.path;
      else file.close();
    }
    return undefined;
  }

  close(): void {
    for (const { file } of this.all) file.close();
    this.letGo();
  }
}

/** A file that has rows has its header. */
function sinkOf({ spec: { format }, file }: Output, plan: Plan, sources: readonly string[]): Sink {
  if (format === 'ndjson') return new NdjsonSink(plan, { sources, write: file.write });
  let isHeader = !file.isEmpty;
  const write = (text: string | Uint8Array) => {
    if (!isHeader) file.write(text);
    isHeader = false;
  };
  return new CsvSink(plan, { sources, write });
}
