/** Visits an object of a plan and all objects inside it, each before its own parts. */
export function forEachPart(part: object, visit: (part: object) => void): void {
  visit(part);
  for (const name in part) {
    const child = (part as Record<string, unknown>)[name];
    if (typeof child === 'object' && child !== null) forEachPart(child, visit);
  }
}
