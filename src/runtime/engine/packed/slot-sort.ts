/** Sorts slots by their numbers, in place, since a copy would take as much memory again: a heap sort. */
export function sortSlots(slots: Int32Array, numbers: Float64Array): void {
  for (let at = (slots.length >> 1) - 1; at >= 0; at--) sink(slots, at, slots.length, numbers);
  for (let end = slots.length - 1; end > 0; end--) {
    const greatest = slots[0] as number;
    slots[0] = slots[end] as number;
    slots[end] = greatest;
    sink(slots, 0, end, numbers);
  }
}

/** Sinks the slot at a place until none below it has a greater number. */
function sink(slots: Int32Array, from: number, end: number, numbers: Float64Array): void {
  const slot = slots[from] as number;
  const number = numbers[slot] as number;
  const numberAt = (place: number) => numbers[slots[place] as number] as number;
  let at = from;
  for (let down = 2 * at + 1; down < end; down = 2 * at + 1) {
    if (down + 1 < end && numberAt(down + 1) > numberAt(down)) down++;
    if (number >= numberAt(down)) break;
    slots[at] = slots[down] as number;
    at = down;
  }
  slots[at] = slot;
}
