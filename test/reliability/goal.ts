/** What the harness tells of a goal, one line of JSON each, so that figures can be compared over time. */

export interface GoalResult {
  goal: string;
  what: string;
  /** Counts, by what was counted. */
  figure: Readonly<Record<string, number>>;
  /** Of what was chosen by chance; null: nothing was. */
  seed: number | null;
  pass: boolean;
  /** What went wrong; the first of it. */
  wrong: readonly string[];
}
