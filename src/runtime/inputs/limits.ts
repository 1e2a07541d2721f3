import { MAX_LINE } from './lines.ts';

/** How inputs are read; no result depends on `chunkSize`. */
export interface ReadLimits {
  /** Bytes read at a time. */
  chunkSize: number;
  /** Bytes of a line, beyond which it is cut. */
  maxLine: number;
  /** Bytes that may come out of a compressed one, after the first MiB. */
  maxRatio: number;
}

export const READ_LIMITS: ReadLimits = { chunkSize: 1024 * 1024, maxLine: MAX_LINE, maxRatio: 200 };
