/** The rules of an application as they lie on disk: read again and again, and watched if that is wanted. */

import type { Plan } from '../../dsl/plan.ts';
import { loadPlan } from '../loading.ts';
import type { GlobalOptions } from '../terminal.ts';
import { FileWatch } from '../watching.ts';

/** How long files must be at rest before they are read, milliseconds: an editor or a deployment may write them piece by piece. */
const SETTLED = 1000;

export class RulesOnDisk {
  /** What they are made of: rule files, imports, tables. */
  private files: ReadonlySet<string> = new Set();
  /** When they were read last, milliseconds since 1970. */
  private readAt = 0;
  private watch: FileWatch | undefined;

  constructor(
    readonly paths: readonly string[],
    private readonly options: GlobalOptions,
  ) {}

  /** @throws Failure when they do not compile. */
  async load(): Promise<Plan> {
    const files = new Set<string>();
    this.readAt = Date.now();
    try {
      const plan = await loadPlan({ paths: this.paths, files }, this.options);
      this.files = files;
      return plan;
    } catch (error) {
      // The compiler may not have asked for all of them.
      this.files = new Set([...this.files, ...files]);
      throw error;
    } finally {
      this.watch?.watch(this.files, this.readAt);
    }
  }

  /** Calls at each change from now on, and for one since they were read. */
  onChange(work: () => void): void {
    this.watch = new FileWatch(work, SETTLED);
    this.watch.watch(this.files, this.readAt);
  }

  close(): void {
    this.watch?.close();
  }
}
