/** Waits for a condition instead of a fixed time. */

/** A limit that is only reached in case of an error, even on a slow and busy machine; milliseconds. */
const LONGEST = 120_000;
const PAUSE = 5;

/**
 * Polls a condition.
 * @param seen the expected and the actual state, for diagnosing a failure
 * @throws Error if it never becomes true
 */
export async function until(isSo: () => boolean | Promise<boolean>, seen: () => string = () => `${isSo}`): Promise<void> {
  const end = performance.now() + LONGEST;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`In vain it was waited for ${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
