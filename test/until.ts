/** Waiting for what others do: never for a time, always until it is so. */

/** A limit that is only reached where something is wrong, also on a machine that is slow and busy; milliseconds. */
const LONGEST = 120_000;
const PAUSE = 5;

/**
 * Looks again and again.
 * @param seen what is waited for, and what there is instead: for whoever has to find out why
 * @throws Error when it is never so
 */
export async function until(isSo: () => boolean | Promise<boolean>, seen: () => string = () => `${isSo}`): Promise<void> {
  const end = performance.now() + LONGEST;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`In vain it was waited for ${seen()}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
