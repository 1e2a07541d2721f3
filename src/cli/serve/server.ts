/** The applications of one process. Each runs by itself, and may start and stop while the others run. */

import { deferred } from '../../runtime/deferred.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { type Endless, untilSignal } from '../signals.ts';
import { stderr } from '../terminal.ts';
import { Application } from './application.ts';
import type { ApplicationSpec, ServeOptions } from './application-spec.ts';
import { forsaken, refuseSharing, refuseUnfinished, releasingFirst } from './claims.ts';
import { Monitor } from './monitor.ts';

/** An application that was started. */
interface Started {
  stop: AbortController;
  /** Resolves when it runs no more; it may not be closed yet. */
  ended: Promise<void>;
}

export class Server {
  private readonly started = new Map<Application, Started>();
  /** Exit codes of applications that were removed. */
  private readonly codes: ExitCode[] = [];
  /** How many applications have not ended. */
  private busy = 0;
  private isStopping = false;
  /** Settled when all have ended, or one has failed for a fault of the program. */
  private readonly over = deferred();

  /** @param read reads the current specs */
  constructor(
    private readonly all: Application[],
    private readonly options: ServeOptions,
    private readonly read: () => Promise<ApplicationSpec[]>,
  ) {}

  async run(): Promise<ExitCode> {
    const monitor = await this.monitor();
    // The signal handlers are installed before this is reported: whoever reads it may stop the program at once.
    const work: Endless = {
      run: (signal) => this.runAll(signal),
      close: () => this.closeAll(),
      farewell: 'Stopping: what has come is dealt with, and all state is saved.',
      unfinished: 'What is not saved is recovered at the next start, as after a crash.',
    };
    await untilSignal(work, this.say).finally(() => monitor?.close());
    const codes = [...this.codes, ...this.all.map((one) => one.summarize())];
    return codes.find((code) => code !== ExitCode.fine) ?? ExitCode.fine;
  }

  /**
   * Reads the configuration again: applications that are no longer in it end, those that stay are reloaded one after
   * another, and new ones start, as do those that have failed. A mistake in a new one, or an invalid configuration,
   * changes nothing; one in an application that stays does not keep the others from getting new rules. Never rejects.
   */
  async reload(): Promise<void> {
    try {
      const specs = await this.read();
      const stay = this.all.filter((one) => !one.hasFailed && specs.some(({ name }) => name === one.name));
      const fresh: Application[] = [];
      for (const spec of specs) {
        if (!stay.some(({ name }) => name === spec.name)) fresh.push(await Application.prepare(spec, this.options));
      }
      const all = [...stay, ...fresh];
      refuseSharing(all);
      refuseUnfinished([...fresh, ...forsaken(this.options.state, [...this.all, ...all])], all);
      // Files and addresses of those that end are free before others take them over.
      await this.replace(stay, fresh);
      const after = (one: Application) => specs.find(({ name }) => name === one.name) ?? one.spec;
      for (const one of releasingFirst(stay, after)) {
        const others = this.all.filter((other) => other !== one);
        await one.reload(after(one), others);
      }
    } catch (error) {
      for (const one of this.all) one.refuse(error);
    }
  }

  /** Opens all concurrently: none waits while another reads its journal. Resolves when all have ended. */
  private runAll(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.isStopping = true;
      for (const { stop } of this.started.values()) stop.abort();
    });
    // A reload may have come before.
    for (const one of this.all) if (!this.started.has(one)) this.start(one);
    return this.over.promise;
  }

  private start(one: Application, after = Promise.resolve()): void {
    const stop = new AbortController();
    const ended = this.guarded(one, async () => {
      await after;
      if (stop.signal.aborted || this.isStopping) return;
      await one.open(stop.signal);
      await one.run(stop.signal);
    });
    this.started.set(one, { stop, ended });
    this.await(ended);
  }

  /** Resolves when those are closed that do not stay. The new ones start then. */
  private replace(stay: readonly Application[], fresh: readonly Application[]): Promise<void> {
    const gone = this.all.filter((one) => !stay.includes(one));
    const ends = Promise.all(gone.map((one) => this.end(one))).then(() => {});
    this.all.splice(0, Number.POSITIVE_INFINITY, ...stay, ...fresh);
    for (const one of fresh) this.start(one, ends);
    this.await(ends);
    return ends;
  }

  private async end(one: Application): Promise<void> {
    const { stop, ended } = this.started.get(one) ?? {};
    this.started.delete(one);
    stop?.abort();
    await ended;
    await this.guarded(one, () => one.close());
    this.codes.push(one.summarize());
    if (!one.hasFailed) this.say(`'${one.name}' is no longer in the configuration: it has stopped.`);
  }

  /** Keeps the server running until this work has ended. */
  private await(work: Promise<void>): void {
    this.busy++;
    work.then(
      () => {
        if (--this.busy === 0) this.over.resolve();
      },
      (error: unknown) => this.over.reject(error),
    );
  }

  private async closeAll(): Promise<void> {
    await Promise.all(this.all.map((one) => this.guarded(one, () => one.close())));
  }

  /** If there are others, one that fails ends alone, and they continue. */
  private async guarded(one: Application, work: () => Promise<void>): Promise<void> {
    if (one.hasFailed) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Failure) || this.all.every((other) => other === one)) throw error;
      one.fail(error);
    }
  }

  /** Serves metrics over HTTP, if that is asked for. */
  private async monitor(): Promise<Monitor | undefined> {
    if (this.options.metrics === undefined) return undefined;
    const { Metrics } = await import('./metrics.ts');
    const monitor = new Monitor(new Metrics(), this.all);
    await monitor.listen(this.options.metrics);
    this.say(`Metrics are on ${monitor.address}/metrics.`);
    return monitor;
  }

  private readonly say = (text: string): void => {
    stderr(this.options).write(`corr: ${terminalText(text)}\n`);
  };
}
