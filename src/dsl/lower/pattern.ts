/** The pattern of a transaction: `start`, `then`, `next` and their elements become a tree. */

import type { Name } from '../ast.ts';
import type { Element, ElementGroup, ElementSet, NoStep, StepClause, WaitStep } from '../ast-rules.ts';
import { childrenOf, type NodeGuards, type PatternNode, type SequenceNode, type TakeNode, takesIn } from '../sequence-plan.ts';
import { captureField, type Present, type RuleContext, type Step, type Taken } from './rule.ts';
import { type Condition, entryOf, lowerTrigger, takenBy } from './triggers.ts';
import { type Found, knownIn, type Names, writtenAt } from './typed.ts';

/** The context of an element: conditions of the sets that contain it. */
interface Frame {
  conditions: readonly Condition[];
  /** Whether something around it repeats. */
  repeats: boolean;
}

export function lowerPattern(clauses: readonly StepClause[], context: RuleContext): SequenceNode {
  const lowering = new PatternLowering(context);
  for (const [i, { step }] of clauses.entries()) if (step?.kind === 'Element') lowering.declare(step, i, true);
  const items = clauses.map((clause, i) => lowering.clause(clause, i)).filter((node) => node !== undefined);
  return { kind: 'sequence', items, label: context.symbol.name };
}

class PatternLowering {
  private element = 0;

  constructor(private readonly context: RuleContext) {}

  /** Declares the `as` names of an element. @param certain whether every complete pattern has taken it */
  declare(element: Element, index: number, certain: boolean): void {
    const { item, as, quantifier } = element;
    const must = certain && (quantifier?.min ?? 1) > 0;
    if (as && as.text !== '') this.context.step(as, takenBy(item, this.context), { element: index, certain: must });
    if (item.kind === 'RecordRef') return;
    const members = item.kind === 'ElementSet' ? item.members : item.items;
    for (const member of members) this.declare(member, index, must && !(item.kind === 'ElementSet' && item.mode === 'any'));
  }

  clause({ step, link }: StepClause, index: number): PatternNode | undefined {
    this.element = index;
    if (!step) return undefined;
    if (step.kind === 'Element') {
      const node = this.lower(step, { conditions: [], repeats: false });
      if (node && link === 'next') node.next = true;
      return node;
    }
    const pause = step.kind === 'WaitStep' ? this.wait(step) : this.no(step);
    if (pause) this.context.written.set(pause, step);
    return pause;
  }

  private label(node: { start: number; end: number }): string {
    return writtenAt(this.context.around.source, node);
  }

  private wait(step: WaitStep): PatternNode | undefined {
    const duration = this.context.around.duration(step.duration);
    return duration === undefined ? undefined : { kind: 'wait', duration, label: this.label(step) };
  }

  private no(step: NoStep): PatternNode | undefined {
    const duration = this.context.around.duration(step.duration);
    const of = lowerTrigger(step.of, step.where, this.context, this.present(step.start));
    return duration === undefined ? undefined : { kind: 'no', of, duration, label: this.label(step) };
  }

  private lower(element: Element, frame: Frame): PatternNode | undefined {
    const repeats = frame.repeats || (element.quantifier !== undefined && element.quantifier.max !== 1);
    const takesSeveral = repeats || element.item.kind !== 'RecordRef';
    const previous = new Previous(this.context, takenBy(element.item, this.context), takesSeveral);
    const own = element.where.map((expr) => ({ expr, before: [this.steps(expr.start), previous], step: element.as?.text }));
    const body = this.item(element, { conditions: [...frame.conditions, ...own], repeats });
    if (!body) return undefined;
    previous.attach(body);
    const step = element.as && this.context.steps.get(element.as.text);
    if (step && step.name === element.as) addCapture(body, step.index);
    const whole = this.guarded(element, this.repeated(element, body));
    for (const node of [body, whole]) this.context.written.set(node, element);
    return whole;
  }

  private repeated({ quantifier }: Element, body: PatternNode): PatternNode {
    if (!quantifier || (quantifier.min === 1 && quantifier.max === 1)) return body;
    return { kind: 'repeat', body, min: quantifier.min, max: quantifier.max ?? null, label: body.label };
  }

  private guarded(element: Element, node: PatternNode): PatternNode {
    const guards: Partial<NodeGuards> = {};
    const within = this.context.around.duration(element.within);
    if (within !== undefined) guards.within = within;
    if (element.without) guards.without = lowerTrigger(element.without, [], this.context, this.present(element.without.start));
    return Object.assign(node, guards);
  }

  private item({ item }: Element, frame: Frame): PatternNode | undefined {
    switch (item.kind) {
      case 'RecordRef': {
        const shape = this.context.record(item);
        return shape && { kind: 'take', of: [entryOf(this.context, shape, frame.conditions)], captures: [], label: shape.name };
      }
      case 'ElementSet':
        return this.set(item, frame);
      case 'ElementGroup':
        return this.group(item, frame);
    }
  }

  private set(set: ElementSet, frame: Frame): PatternNode | undefined {
    if (set.members.length === 0) {
      this.context.report.add(set, 'empty-set', []);
      return undefined;
    }
    const members = set.members.map((member) => this.lower(member, frame)).filter((node) => node !== undefined);
    if (members.length === 0) return undefined;
    const label = this.label(set);
    if (set.mode === 'any' && members.every(isPlainTake)) {
      return { kind: 'take', of: members.flatMap(({ of }) => of), captures: [], label };
    }
    return { kind: set.mode, members, label };
  }

  private group(group: ElementGroup, frame: Frame): PatternNode | undefined {
    const items: PatternNode[] = [];
    for (const [i, element] of group.items.entries()) {
      const node = this.lower(element, frame);
      if (!node) continue;
      if (i > 0 && group.links[i - 1] === 'next') node.next = true;
      items.push(node);
    }
    return items.length === 0 ? undefined : { kind: 'sequence', items, label: this.label(group) };
  }

  /** Steps that are readable here; later ones would never be present. */
  private steps(at: number): Names {
    const { context, element } = this;
    const names = context.stepNames(this.present(at));
    return {
      find: (path, report) => {
        const [first] = path;
        const step = first && path.length > 1 ? context.steps.get(first.text) : undefined;
        if (!step || !first || step.element <= element) return names.find(path, report);
        report.add(first, 'later-step', [first.text]);
        return { used: path.length };
      },
      known: () => knownIn([names]),
    };
  }

  private present(at: number): Present {
    const { element } = this;
    return (step: Step) => (step.element < element ? step.certain : step.element === element && step.name.start < at);
  }
}

/** `previous.f`: the record that the same element took before, read from a capture without a name. */
class Previous implements Names {
  private index: number | undefined;

  constructor(
    private readonly context: RuleContext,
    private readonly taken: Taken,
    /** Otherwise there is never a previous one. */
    private readonly takesSeveral: boolean,
  ) {}

  find(path: readonly Name[]): Found | undefined {
    const [first, second] = path;
    if (first?.text !== 'previous' || !second) return undefined;
    if (!this.takesSeveral) this.context.report.add(first, 'never-previous', []);
    const { shapes, isWhole } = this.taken;
    this.index ??= this.context.capture('', shapes);
    const found = captureField(shapes, this.index, path.slice(1));
    if (!found?.value) {
      this.context.unknownField(second, first.text, shapes, isWhole);
      return { used: path.length };
    }
    const { lacking: _, ...value } = found.value;
    return { value: { ...value, optional: true }, used: found.used + 1 };
  }

  /** Makes the takes of the element fill the capture, if another record may follow. */
  attach(body: PatternNode): void {
    if (this.index !== undefined && this.takesSeveral) addCapture(body, this.index);
  }
}

/** Whether it takes one record and has nothing but a condition, so that it can share a node with its neighbours. */
function isPlainTake(node: PatternNode): node is TakeNode {
  return node.kind === 'take' && node.captures.length === 0 && node.within === undefined && !node.without && !node.next;
}

function addCapture(node: PatternNode, capture: number): void {
  for (const take of takesIn(node)) take.captures.push(capture);
}

/** The takes that can have the first record. */
export function openingTakes(node: PatternNode): TakeNode[] {
  return node.kind === 'take' ? [node] : firstChildrenOf(node).flatMap(openingTakes);
}

/** The captures that every record which opens an instance fills. */
export function filledAtOnce(pattern: PatternNode): Set<number> {
  const [first, ...others] = openingTakes(pattern).map(({ captures }) => captures);
  return new Set(first?.filter((capture) => others.every((captures) => captures.includes(capture))));
}

/** The inner elements that can take the first record: in a sequence, those up to the first required one. */
export function firstChildrenOf(node: PatternNode): PatternNode[] {
  const children = childrenOf(node);
  const needed = node.kind === 'sequence' ? children.findIndex((item) => !canSkip(item)) : -1;
  return needed < 0 ? children : children.slice(0, needed + 1);
}

/** Whether it can be skipped without taking a record. */
export function canSkip(node: PatternNode): boolean {
  switch (node.kind) {
    case 'take':
    case 'wait':
    case 'no':
      return false;
    case 'sequence':
      return node.items.every(canSkip);
    case 'any':
      return node.members.some(canSkip);
    case 'all':
      return node.members.every(canSkip);
    case 'repeat':
      return node.min === 0 || canSkip(node.body);
  }
}
