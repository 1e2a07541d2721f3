/** How far a pattern fits a line that it does not match. */
export interface Reach {
  /** All of it fits. */
  whole: boolean;
  /** Offset in the message, in bytes, up to which it fits; undefined of patterns over fields. */
  at?: number;
  /** What would have to come there, or what is wrong. */
  expected: string;
  /** The part of the pattern that fits, much as its author wrote it. */
  fits: string;
  /** So much fits that the line may be meant: a word of the pattern's own text, or all its constants; or it has a remedy. */
  near: boolean;
  /** With what all of it would fit. */
  remedy?: string;
}

/** The greatest number up to `most` for which something holds that holds of 0, and of all below one of which it holds. */
export function greatest(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether a pattern's own text has a whole word; of text that breaks off, the last one may go on. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]{2}[^\p{L}\p{N}]/u.test(text);
}
