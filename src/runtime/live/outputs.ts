/** The files to which a live run writes outcomes. */

import { dirname, join } from 'node:path';
import type { Plan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import { createSink } from '../outputs/create-sink.ts';
import { type ChangeByOthers, OutputFile, type OutputMark } from '../outputs/output-file.ts';
import { type Select, Selection, type Wanted } from '../outputs/selection.ts';
import type { Sink } from '../outputs/sink.ts';
import type { Outcome } from '../record.ts';
import type { Period } from '../report/statistics.ts';
import type { Disk } from '../state/disk.ts';

export const OUTPUT_FORMATS = ['ndjson', 'csv'] as const;

/** Plain data in the checkpoint, so that recovery writes what is in the journal under the same terms. */
export interface OutputSpec extends Wanted {
  format: (typeof OUTPUT_FORMATS)[number];
  path: string;
}

/** The format of a file according to its name, unless given otherwise. */
export function outputFormat(path: string): OutputSpec['format'] {
  return path.endsWith('.csv') ? 'csv' : 'ndjson';
}

/** How far a file was written, and the memory of `once per`, if it is used. */
interface SavedOutput {
  spec: OutputSpec;
  mark: OutputMark;
  /** Device and inode of the file, to find it when it was renamed. */
  id?: string;
  selection?: unknown;
}

export type SavedOutputs = SavedOutput[];

/** Files by path. */
export type Files = ReadonlyMap<string, OutputFile>;

export function closeFiles(files: Files): void {
  for (const file of files.values()) file.close();
}

export interface ChangedFile {
  path: string;
  what: ChangeByOthers;
}

interface Output {
  spec: OutputSpec;
  file: OutputFile;
  selection: Selection;
  sink: Sink | undefined;
}

export class Outputs {
  private all: readonly Output[] = [];
  /** Files no longer written to; closed by {@link letGo}. */
  private left: OutputFile[] = [];
  private changes: ChangedFile[] = [];

  constructor(
    private readonly disk: Disk,
    private readonly select: Select,
  ) {}

  get specs(): OutputSpec[] {
    return this.all.map(({ spec }) => spec);
  }

  /** Whether every open file is still the one at its path: logrotate renames files. */
  get areInPlace(): boolean {
    return this.all.every(({ spec, file }) => file.isAt(spec.path));
  }

  /**
   * Opens those files that are not yet written to, and those whose paths now belong to other files. @throws Error of the
   * disk, if one cannot be written; then none stays open.
   */
  open(specs: readonly OutputSpec[]): Files {
    const files = new Map<string, OutputFile>();
    try {
      for (const { path } of specs) {
        if (!this.all.some(({ file }) => file.isAt(path))) files.set(path, new OutputFile(this.disk, path));
      }
      return files;
    } catch (error) {
      closeFiles(files);
      throw error;
    }
  }

  /** Replaces the outputs; {@link begin} must follow. A file that stays at its path is continued, a new one is appended to. */
  change(specs: readonly OutputSpec[], opened: Files): void {
    const before = new Map(this.all.map((output) => [output.spec.path, output]));
    this.all = specs.flatMap((spec) => {
      const old = before.get(spec.path);
      const fresh = opened.get(spec.path);
      // An earlier change may have begun the file, and written to it, after it was opened for this one.
      const file = fresh && !old?.file.isAt(spec.path) ? fresh : old?.file;
      if (fresh !== file) fresh?.close();
      return file ? { spec, file, selection: old?.selection.changedTo(spec) ?? new Selection(spec, this.select), sink: undefined } : [];
    });
    const stay = new Set(this.all.map(({ file }) => file));
    this.left.push(...Array.from(before.values(), ({ file }) => file).filter((file) => !stay.has(file)));
  }

  /** Must be called once a checkpoint knows of the removed files: closes them. */
  letGo(): void {
    for (const file of this.left) file.close();
    this.left = [];
  }

  /** Must be called when the plan of the outcomes changes. */
  begin(plan: Plan, sources: readonly string[], environment: Environment): void {
    for (const output of this.all) {
      output.sink = sinkOf(output, plan, sources);
      output.selection.begin(plan, environment);
    }
  }

  outcome(outcome: Outcome): void {
    for (const output of this.all) {
      const selected = output.selection.take(outcome);
      if (!selected) continue;
      output.sink?.outcome(selected);
      output.file.relieve(() => this.write(output));
    }
  }

  /** Writes a line of counts to the files that asked for them. */
  statistics(period: Period, line: string): void {
    for (const { file, spec } of this.all) if (spec.statistics === period) file.write(`${line}\n`);
  }

  /** @throws Error of the disk; what could not be written then still waits */
  flush(): void {
    for (const output of this.all) this.write(output);
  }

  private write({ spec, file }: Output): void {
    const what = file.changeByOthers();
    if (what) this.changes.push({ path: spec.path, what });
    file.flush();
  }

  /** What others have done to the files since this was last asked: after a cut a checkpoint must follow, as the last one has them longer. */
  takeChanges(): ChangedFile[] {
    return this.changes.splice(0);
  }

  async sync(): Promise<void> {
    await Promise.all([...this.all.map(({ file }) => file), ...this.left].map((file) => file.sync()));
  }

  save(): SavedOutputs {
    return this.all.map(({ spec, file, selection }) => ({ spec, mark: file.mark(), id: file.id, selection: selection.save() }));
  }

  /**
   * Truncates the files to what the checkpoint covers; returns the path of the first that is not as the checkpoint says.
   * Files not in `stay` may be missing.
   * @param isClosed whether what they have beyond that was written by others
   */
  restore(saved: SavedOutputs, stay: ReadonlySet<string>, isClosed: boolean): string | undefined {
    for (const one of saved) {
      const { spec } = one;
      const isWanted = stay.has(spec.path);
      const file = this.asLeft(one, isWanted, isClosed);
      if (!file && isWanted) return spec.path;
      if (!file) continue;
      const selection = new Selection(spec, this.select);
      selection.restore(one.selection);
      this.all = [...this.all, { spec, file, selection, sink: undefined }];
    }
    return undefined;
  }

  /** The file, truncated to what the checkpoint covers. If it was renamed within its folder, it is found by its inode. */
  private asLeft({ spec: { path }, mark, id }: SavedOutput, isWanted: boolean, isClosed: boolean): OutputFile | undefined {
    const folder = dirname(path);
    const isElsewhere = id !== undefined && this.disk.stats(path)?.id !== id;
    // An empty file has no checksum to tell it from another file that was given the same inode.
    const names = isElsewhere && mark.length > 0 ? this.disk.list(folder) : [];
    const renamed = names.map((name) => join(folder, name)).filter((other) => this.disk.stats(other)?.id === id);
    // In a folder that was copied back, another file may have the inode.
    for (const candidate of [...renamed, path]) {
      if ((this.disk.stats(candidate)?.size ?? (isWanted ? 0 : -1)) < mark.length) continue;
      const file = new OutputFile(this.disk, candidate);
      let isLeft = false;
      try {
        isLeft = file.restore(mark, isClosed);
      } finally {
        if (!isLeft) file.close();
      }
      if (isLeft) return file;
    }
    return undefined;
  }

  close(): void {
    for (const { file } of this.all) file.close();
    this.letGo();
  }
}

/** The first that a sink of rows writes is their header. */
function sinkOf({ spec: { format }, file }: Output, plan: Plan, sources: readonly string[]): Sink {
  let isHeader = format === 'csv';
  const write = (text: string | Uint8Array) => {
    if (isHeader) file.beginWith(text);
    else file.write(text);
    isHeader = false;
  };
  return createSink({ format }, plan, sources, write);
}
