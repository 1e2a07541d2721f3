/** A goal: something that is promised, and how it is proved for as long as there is time. */

export interface Goal {
  /** `G5` */
  id: string;
  name: string;
  /** What is promised, in a sentence. */
  what: string;
  /** Its share of the budget, in proportion to those of the others; 0: it takes the little time that it needs. */
  share: number;
  prove(task: Task): Promise<Proof>;
}

export interface Task {
  /** About how long it may take; what cannot be made shorter may take longer. */
  seconds: number;
  /** The seed of all that is random. */
  seed: number;
}

export interface Proof {
  /** Counts and measures, by what was counted or measured. */
  figure: Readonly<Record<string, number>>;
  /** What is not as promised, in sentences; empty: all is. */
  wrong: readonly string[];
  /** Nothing was chosen by chance. */
  isFixed?: boolean;
}

/** What is told of a goal, as one line of JSON, so that figures can be compared over time. */
export interface GoalResult {
  goal: string;
  name: string;
  what: string;
  figure: Readonly<Record<string, number>>;
  /** null: nothing was chosen by chance. */
  seed: number | null;
  seconds: number;
  pass: boolean;
  /** The first of what was wrong. */
  wrong: readonly string[];
}

const MOST_TOLD = 10;

/** Proves it. A proof that breaks down is a goal that is missed. */
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

/** A function that answers whether this time is over, counted from the call. */
export function timer(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
}
