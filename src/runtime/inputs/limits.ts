import { MAX_LINE } from './lines.ts';

/** How inputs are read; results do not depend on `chunkSize`. */
export interface ReadLimits {
  /** Bytes read at a time. */
  chunkSize: number;
  /** Longer lines are cut; bytes. */
  maxLine: number;
  /** The greatest ratio of uncompressed to compressed bytes, beyond the first MiB: a log has 5 to 50. */
  maxRatio: number;
}

/** The bounds of the longest line, or message of a network, in bytes: RFC 5424, 6.1, requires the least of every receiver. */
export const LINE_BOUNDS = { least: 480, greatest: 16 * 1024 * 1024, text: 'a size from 480 to 16MiB' };

export const READ_LIMITS: ReadLimits = { chunkSize: 1024 * 1024, maxLine: MAX_LINE, maxRatio: 200 };
