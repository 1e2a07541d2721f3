/** Calls that make written bytes safe. */
const SYNCS: ReadonlySet<unknown> = new Set(['fsync', 'fdatasync']);

/**
 * Whether an error of the disk means that there is no room, which may change. Never for bytes that were already written:
 * what could not be synchronized may be gone, although the next attempt succeeds.
 */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || ('syscall' in error && SYNCS.has(error.syscall))) return false;
  return error.code === 'ENOSPC' || error.code === 'EDQUOT';
}
