/** Opens sources for reading: detects their formats, and determines their years. */

import type { FormatPlan } from '../../dsl/plan.ts';
import { formatFor } from '../decode/detect.ts';
import { CARRIAGE_RETURN, LINE_FEED } from '../values/ascii.ts';
import { beginSource, beginTimed, newestBeginning } from './beginning.ts';
import { each } from './chunks.ts';
import { SourceCursor, type SourceFile, type SourceInfo } from './cursor.ts';
import { contextOf, contextOfStream, type TimeOptions } from './dating.ts';
import { readFile, readStream } from './file.ts';
import { FileSamples } from './file-sample.ts';
import { READ_LIMITS, type ReadLimits } from './limits.ts';
import { type SourceSpec, STDIN } from './paths.ts';
import { type ReportProblem, STANDARD_INPUT, withoutLineFeeds } from './problem.ts';

export interface OpenOptions extends TimeOptions {
  /** The formats of the program. */
  formats: readonly FormatPlan[];
  limits?: Partial<ReadLimits>;
  stdin: AsyncIterable<Uint8Array>;
  /** Called for problems while sources are opened, and later while they are read. */
  report: ReportProblem;
}

export interface OpenedInputs {
  /** By `Location.source`. */
  files: string[];
  cursors: SourceCursor[];
}

type Source = Pick<SourceInfo, 'format' | 'context' | 'files'>;

/** Total size of the buffers of all sources, in bytes. */
const BUFFER_BYTES = 64 * 1024 * 1024;
const LEAST_CHUNK = 64 * 1024;

/** Opens what `expandInputs` found. What cannot be read is reported, and has no records. */
export async function openInputs(specs: readonly SourceSpec[], options: OpenOptions): Promise<OpenedInputs> {
  const limits = { ...READ_LIMITS, ...options.limits };
  const shared = Math.max(LEAST_CHUNK, Math.floor(BUFFER_BYTES / specs.length));
  const opener = new Opener(options, { ...limits, chunkSize: Math.min(limits.chunkSize, shared) });
  const cursors: SourceCursor[] = [];
  for (const spec of specs) cursors.push(await opener.open(spec, cursors.length));
  return { files: opener.files, cursors };
}

class Opener {
  readonly files: string[] = [];

  constructor(
    private readonly options: OpenOptions,
    private readonly limits: ReadLimits,
  ) {}

  async open(spec: SourceSpec, order: number): Promise<SourceCursor> {
    const source = (await this.looked(spec)) ?? (await this.begun(spec));
    return new SourceCursor({ ...source, order, name: spec.name, maxLine: this.limits.maxLine });
  }

  /**
   * Files that could be sampled; undefined if none could be. One of several that could not be is opened all the same, so
   * that its problem is reported.
   */
  private async looked(spec: SourceSpec): Promise<Source | undefined> {
    const samples = new FileSamples(spec.files.filter((path) => path !== STDIN));
    const format = this.formatOf(spec, await newestBeginning(samples, this.limits));
    let isThere = false;
    const looked = each(samples, ({ path, head }) => {
      isThere = true;
      this.lookAtLines(path, head);
    });
    const context = await contextOf(looked, format, this.options);
    if (!isThere) return undefined;
    return { format, context, files: spec.files.map((path) => this.file(path, readFile(path, this.limits, this.options.report))) };
  }

  /** A source that can be read only once: its beginning is read now. */
  private async begun(spec: SourceSpec): Promise<Source> {
    const { limits } = this;
    const { stdin, report } = this.options;
    const [path = STDIN] = spec.files;
    const chunks = path === STDIN ? readStream(stdin, STANDARD_INPUT, limits, report) : readFile(path, limits, report);
    const begun = await beginSource(chunks, limits);
    this.lookAtLines(path === STDIN ? STANDARD_INPUT : path, begun.head);
    const format = this.formatOf(spec, begun.head);
    const dated = (head: Uint8Array) => contextOfStream(head, format, this.options);
    const { head, all } = await beginTimed(begun, (some) => dated(some).first !== undefined);
    return { format, context: dated(head), files: [this.file(path, all)] };
  }

  private lookAtLines(path: string, head: Uint8Array | undefined): void {
    if (head && hasCarriageReturnsOnly(head)) this.options.report(withoutLineFeeds(path));
  }

  private file(path: string, chunks: AsyncIterable<Uint8Array>): SourceFile {
    return { index: this.files.push(path) - 1, chunks };
  }

  private formatOf({ format }: SourceSpec, head: Uint8Array = new Uint8Array(0)): FormatPlan {
    return formatFor(format, head, this.options.formats);
  }
}

/** Whether it has several lines, but no line feed. */
function hasCarriageReturnsOnly(head: Uint8Array): boolean {
  const first = head.indexOf(CARRIAGE_RETURN);
  return first >= 0 && first < head.length - 1 && !head.includes(LINE_FEED);
}
