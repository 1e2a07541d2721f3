/** All occurrences of names in a file, and what each means. */

import type { Span } from '../../dsl/ast.ts';
import { type Node, pathOf } from '../../dsl/tree.ts';
import { getOrMake } from '../../get-or-make.ts';
import { partsOf, type View } from '../view.ts';
import { declaredBy } from './declared.ts';
import type { Occurrence, Target } from './target.ts';
import { usedBy } from './used.ts';

const known = new WeakMap<View, Occurrence[]>();

/** In text order. */
export function occurrencesIn(view: View): readonly Occurrence[] {
  return getOrMake(known, view, () => new Walk(view).run());
}

/** The name that contains an offset, or ends at it. */
export function occurrenceAt(view: View, offset: number): Occurrence | undefined {
  const touching = occurrencesIn(view).filter(({ start, end }) => start <= offset && offset <= end);
  return touching.find(({ end }) => offset < end) ?? touching[0];
}

class Walk {
  private readonly found = new Map<number, Occurrence>();
  private readonly chain: Node[] = [];

  constructor(private readonly view: View) {}

  run(): Occurrence[] {
    this.visit(this.view.file);
    return [...this.found.values()].sort((a, b) => a.start - b.start);
  }

  private visit(node: Node): void {
    const { view, chain } = this;
    chain.push(node);
    for (const { target, ...span } of declaredBy(view, node, chain)) this.add(span, target, true);
    const used = usedBy(view, node, chain);
    for (const { target, ...span } of used) this.add(span, target, false);
    // A path consists of several names, and is resolved as a whole.
    const whole = node.kind === 'MemberExpr' && used.length > 0 && pathOf(node) !== undefined;
    if (!whole) for (const child of partsOf(node, view.source)) this.visit(child);
    chain.pop();
  }

  private add({ start, end }: Span, target: Target, declares: boolean): void {
    if (end > start && !this.found.has(start)) this.found.set(start, { start, end, target, declares });
  }
}
