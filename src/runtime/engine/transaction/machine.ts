/**
 * The positions of one pattern, numbered as they are met, with everything about them computed once: the moves by record,
 * what is awaited, which clocks run. A record then costs a look-up, not a walk of the tree.
 */

import type { RecordPlan } from '../../../dsl/pattern-plan.ts';
import { childrenOf, type NoNode, type PatternNode, type SequenceNode, type TakeNode, type WaitNode } from '../../../dsl/sequence-plan.ts';
import { begun, completable, fresh, type Position, positionOf, satisfied, skippable, visitDue, type Way, ways } from './position.ts';

/**
 * How many states to memoise, by the elements that all of them have together: a set of n members in any order has 2ⁿ, each
 * with a move for every member that is left, and a log may reach them all. Those beyond are recomputed each time.
 */
const MOST_KEPT = 65_536;

/** An element with `within`, `without` or `next` in front. Its index is its slot in an instance. */
export interface Gate {
  kind: 'gate';
  index: number;
  node: PatternNode;
  /** Its index in written order. */
  order: number;
}

/** The target state of a move, and the gates whose clock starts with it; the clocks of other gates that are due continue. */
interface MoveTarget {
  to: State;
  starts: Gate[];
}

/** A move from a state. Its target is computed when it is first taken: a large set has as many moves in each of its states. */
export class Move {
  readonly take: TakeNode;
  private known: MoveTarget | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly from: State,
    private readonly way: Way,
  ) {
    this.take = way.take;
  }

  target(): MoveTarget {
    if (this.known) return this.known;
    const target = this.machine.targetOf(this.from, this.way);
    if (this.machine.isKept(target.to)) this.known = target;
    return target;
  }
}

/** A wait or a `no` that is running. */
export interface Pause {
  kind: 'pause';
  node: WaitNode | NoNode;
  order: number;
  to: State;
  starts: Gate[];
}

export class State {
  /** The position as text, which identifies the state when saved. */
  readonly key: string;
  /** Whether nothing more is required. */
  readonly complete: boolean;
  private known: { moves: Move[]; byRecord: Map<number, Move[]>; pause: Pause | undefined; clocks: (Gate | Pause)[] } | undefined;
  private disturbed: State | null | undefined;
  private dueHere: Gate[] | undefined;
  private awaitedHere: string[] | undefined;
  private awaitedAsText: string | undefined;

  constructor(
    private readonly machine: Machine,
    readonly position: Position,
    readonly closed: readonly Gate[],
  ) {
    this.key = stateKey(position, closed);
    this.complete = satisfied(machine.root, position);
  }

  /** Gates at or in whose elements the position is, and which lack their minimum. */
  get due(): Gate[] {
    this.dueHere ??= this.machine.dueAt(this.position);
    return this.dueHere;
  }

  /** Records that could be taken now, in written order, without duplicates. */
  get awaited(): string[] {
    this.awaitedHere ??= this.machine.awaitedAt(this);
    return this.awaitedHere;
  }

  /** {@link awaited} as one text. */
  get awaitedText(): string {
    this.awaitedAsText ??= this.awaited.join(', ');
    return this.awaitedAsText;
  }

  /** The possible moves, in the order in which they are tried. */
  get moves(): Move[] {
    return this.computed().moves;
  }

  /** The moves that can take a record, in the order in which they are tried. */
  movesFor(record: number): Move[] | undefined {
    return this.computed().byRecord.get(record);
  }

  get pause(): Pause | undefined {
    return this.computed().pause;
  }

  /** The clocks that can end the state: the `within` of the elements due, and a wait or `no`, in written order. */
  get clocks(): (Gate | Pause)[] {
    return this.computed().clocks;
  }

  /** The state after an unexpected record, which closes every way through `next`; null if no way is left. */
  get afterUnexpected(): State | null {
    if (this.disturbed === undefined) this.disturbed = this.machine.disturb(this);
    return this.disturbed;
  }

  private computed() {
    if (this.known) return this.known;
    const moves = this.machine.movesFrom(this);
    const byRecord = new Map<number, Move[]>();
    for (const move of moves) {
      for (const record of new Set(move.take.of.map((entry) => entry.record))) {
        const list = byRecord.get(record);
        if (list) list.push(move);
        else byRecord.set(record, [move]);
      }
    }
    const pause = this.machine.pauseAt(this);
    const clocks: (Gate | Pause)[] = this.due.filter((gate) => gate.node.within !== undefined);
    if (pause) clocks.push(pause);
    clocks.sort((a, b) => a.order - b.order);
    this.known = { moves, byRecord, pause, clocks };
    return this.known;
  }
}

function stateKey(position: Position, closed: readonly Gate[]): string {
  return JSON.stringify(closed.length === 0 ? [position] : [position, closed.map((gate) => gate.index)]);
}

export class Machine {
  readonly gates: Gate[] = [];
  private readonly gateOf = new Map<PatternNode, Gate>();
  /** In written order. */
  private readonly nodes: PatternNode[] = [];
  private readonly order = new Map<PatternNode, number>();
  private readonly parents = new Map<PatternNode, PatternNode>();
  private readonly states = new Map<string, State>();
  /** The state before the first record. */
  readonly initial: State;

  constructor(
    readonly root: SequenceNode,
    private readonly records: readonly RecordPlan[],
  ) {
    this.number(root);
    this.initial = this.state(fresh(root), []);
  }

  /** The state whose key this pattern produced when it was saved. */
  restore(key: string): State {
    const known = this.states.get(key);
    if (known) return known;
    const [position, closed = []] = JSON.parse(key) as [Position, number[]?];
    return this.state(
      position,
      this.gates.filter(({ index }) => closed.includes(index)),
    );
  }

  /** The element with an index in written order; undefined if it is no take. */
  takeAt(order: number): TakeNode | undefined {
    const node = this.nodes[order];
    return node?.kind === 'take' ? node : undefined;
  }

  /** The index of a node in written order. */
  orderOf(node: PatternNode): number {
    return this.order.get(node) ?? 0;
  }

  private number(node: PatternNode): void {
    this.order.set(node, this.nodes.push(node) - 1);
    if (node.within !== undefined || node.without !== undefined || node.next) {
      const gate: Gate = { kind: 'gate', index: this.gates.length, node, order: this.orderOf(node) };
      this.gates.push(gate);
      this.gateOf.set(node, gate);
    }
    for (const child of childrenOf(node)) {
      this.parents.set(child, node);
      this.number(child);
    }
  }

  private state(position: Position, closed: readonly Gate[]): State {
    const key = stateKey(position, closed);
    let state = this.states.get(key);
    if (!state) {
      state = new State(this, position, closed);
      if (this.states.size * this.nodes.length < MOST_KEPT) this.states.set(key, state);
    }
    return state;
  }

  isKept(state: State): boolean {
    return this.states.get(state.key) === state;
  }

  dueAt(position: Position): Gate[] {
    const due: Gate[] = [];
    visitDue(this.root, position, (node) => {
      const gate = this.gateOf.get(node);
      if (gate) due.push(gate);
    });
    return due;
  }

  awaitedAt(state: State): string[] {
    const takes = this.openWays(state).map((way) => way.take);
    takes.sort((a, b) => this.orderOf(a) - this.orderOf(b));
    return [...new Set(takes.flatMap((take) => take.of.map((entry) => this.records[entry.record]?.name ?? '')))];
  }

  private openWays(state: State) {
    const closed = new Set(state.closed.map((gate) => gate.node));
    return ways(this.root, state.position).filter((way) => !way.enters.some((node) => closed.has(node)));
  }

  /** The moves of a state: first those that do not repeat beyond a minimum, in written order; then repetitions, innermost first. */
  movesFrom(state: State): Move[] {
    const open = this.openWays(state);
    const rank = ({ repetition: depth }: Way) => (depth === 0 ? 0 : 1 / depth);
    open.sort((a, b) => rank(a) - rank(b) || this.orderOf(a.take) - this.orderOf(b.take));
    return open.map((way) => new Move(this, state, way));
  }

  targetOf(from: State, way: Way): MoveTarget {
    const { take } = way;
    const next = way.next();
    const closed = from.closed.filter((gate) => this.staysClosed(gate.node, take, next));
    const to = this.state(next, closed);
    return { to, starts: to.due.filter((gate) => !this.keeps(from, take, to, gate)) };
  }

  /** The clock of a gate runs from the last record taken before it; records of its own element do not reset it. */
  private keeps(from: State, take: TakeNode, to: State, gate: Gate): boolean {
    // At the start no clock runs: gates that are due then run from the opening record.
    if (from === this.initial || !from.due.includes(gate)) return false;
    const around = this.around(take, gate.node);
    return around === gate.node ? this.begunAt(to.position, gate.node) : around?.kind === 'all';
  }

  /** Whether a way through `next` stays closed when a record is taken: by another member of a set that has not begun again since. */
  private staysClosed(node: PatternNode, take: TakeNode, next: Position): boolean {
    const around = this.around(take, node);
    if (around?.kind !== 'all') return false;
    const at = positionOf(this.pathTo(around), next);
    return at === undefined || begun(around, at);
  }

  /** The innermost node around two others, or one of them. If it is an `all` set between them, neither comes before the other. */
  private around(a: PatternNode, b: PatternNode): PatternNode | undefined {
    const path = this.pathTo(b);
    return this.pathTo(a).findLast((node) => path.includes(node));
  }

  /** The nodes around a node, from the root on, and itself. */
  private pathTo(node: PatternNode): PatternNode[] {
    const above = this.parents.get(node);
    return above ? [...this.pathTo(above), node] : [node];
  }

  private begunAt(position: Position, wanted: PatternNode): boolean {
    let found = false;
    visitDue(this.root, position, (node, at) => {
      if (node === wanted) found = begun(node, at);
    });
    return found;
  }

  pauseAt(state: State): Pause | undefined {
    const [start, inside] = state.position as readonly [number, Position];
    const here = this.root.items[start] as PatternNode;
    if (!satisfied(here, inside)) return this.pauseOf(here, start, state);
    for (let i = start + 1; i < this.root.items.length; i++) {
      const after = this.root.items[i] as PatternNode;
      const pause = this.pauseOf(after, i, state);
      if (pause || !skippable(after)) return pause;
    }
    return undefined;
  }

  private pauseOf(node: PatternNode, index: number, state: State): Pause | undefined {
    if (node.kind !== 'wait' && node.kind !== 'no') return undefined;
    const to = this.state([index, 1], state.closed);
    return { kind: 'pause', node, order: this.orderOf(node), to, starts: to.due.filter((gate) => !state.due.includes(gate)) };
  }

  disturb(state: State): State | null {
    const entered = new Set(this.openWays(state).flatMap((way) => way.enters));
    if (entered.size === 0) return state;
    const nodes = new Set([...state.closed.map((gate) => gate.node), ...entered]);
    if (!completable(this.root, state.position, nodes)) return null;
    return this.state(
      state.position,
      this.gates.filter((gate) => nodes.has(gate.node)),
    );
  }
}
