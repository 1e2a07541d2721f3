/** The rules of an application on disk: reloaded on demand, and watched if asked for. */

import type { Plan } from '../../dsl/plan.ts';
import { loadPlan } from '../loading.ts';
import type { GlobalOptions } from '../terminal.ts';
import { FileWatch } from '../watching.ts';
import { placed } from './application-spec.ts';

/**
 * How long files must be unchanged before they are read, milliseconds: an editor or a deployment may write them piece
 * by piece.
 */
const SETTLED = 1000;

export class RulesOnDisk {
  /** The files they depend on: rule files, imports, tables. */
  files: ReadonlySet<string> = new Set();
  /** When they were last read, milliseconds since 1970. */
  private readAt = 0;
  private watch: FileWatch | undefined;

  constructor(
    readonly paths: readonly string[],
    private readonly options: GlobalOptions,
  ) {}

  /**
   * @param at where a configuration names them
   * @throws Failure if they are not there, or do not compile
   */
  async load(at?: string): Promise<Plan> {
    const files = new Set<string>();
    this.readAt = Date.now();
    try {
      const plan = await loadPlan({ paths: this.paths, files }, this.options);
      this.files = files;
      return plan;
    } catch (error) {
      // After an error, the compiler may not have asked for all of them.
      this.files = new Set([...this.files, ...files]);
      throw placed(at, error);
    } finally {
      this.watch?.watch(this.files, this.readAt);
    }
  }

  /** Calls `work` on each change from now on, and for changes since they were last read. */
  onChange(work: () => void): void {
    this.watch = new FileWatch(work, SETTLED);
    this.watch.watch(this.files, this.readAt);
  }

  close(): void {
    this.watch?.close();
  }
}
