/** A goal: a guarantee, and how it is tested in the available time. */

export interface Goal {
  /** `G5` */
  id: string;
  name: string;
  /** The guarantee, in a sentence. */
  what: string;
  /** Its share of the budget, relative to the others; 0 if it takes only the little time that it needs. */
  share: number;
  prove(task: Task): Promise<Proof>;
}

export interface Task {
  /** The approximate time limit, seconds; what cannot be shortened may take longer. */
  seconds: number;
  /** The seed of all random choices. */
  seed: number;
}

export interface Proof {
  /** Counts and measurements, by name. */
  figure: Readonly<Record<string, number>>;
  /** Violations, in sentences; empty if there are none. */
  wrong: readonly string[];
  /** Whether nothing was random. */
  isFixed?: boolean;
}

/** The result of a goal, as one line of JSON, so that figures can be compared over time. */
export interface GoalResult {
  goal: string;
  name: string;
  what: string;
  figure: Readonly<Record<string, number>>;
  /** null if nothing was random. */
  seed: number | null;
  seconds: number;
  pass: boolean;
  /** The first violations. */
  wrong: readonly string[];
}

const MOST_TOLD = 10;

/** Tests a goal. If the test itself fails, the goal is missed. */
export async function prove({ id, name, what, prove }: Goal, task: Task): Promise<GoalResult> {
  const began = performance.now();
  const { figure, wrong, isFixed = false } = await prove(task).catch(brokenDown);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const seed = isFixed ? null : task.seed;
  return { goal: id, name, what, figure, seed, seconds, pass: wrong.length === 0, wrong: wrong.slice(0, MOST_TOLD) };
}

function brokenDown(error: unknown): Proof {
  return { figure: {}, wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
}

/** Seconds for each of these goals. */
export function shareOut(budget: number, goals: readonly Goal[]): number[] {
  const all = goals.reduce((sum, { share }) => sum + share, 0);
  return goals.map(({ share }) => (all === 0 ? 0 : (budget * share) / all));
}

/** A function that returns whether this time has passed since the call. */
export function timer(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
}
