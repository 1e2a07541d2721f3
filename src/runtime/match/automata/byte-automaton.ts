/** An automaton over bytes as plain tables, which the kernel of a scan can run. */
export interface ByteAutomaton {
  /** By byte. */
  classes: Uint16Array;
  /**
   * A row for each state, the initial one first, with the target for each class: four times the offset of the next row,
   * plus 1 if reading can stop there with success, and another 2 if that is sure;
   * negative if there is no success any more.
   */
  rows: Int32Array;
}
