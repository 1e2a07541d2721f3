/** The machine of a rule as nodes and edges, and how often each edge was taken in a log. */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import { type EndingPlan, endingText, type Plan, type RulePlan, type TransactionPlan } from '../../dsl/plan.ts';
import type { PatternNode } from '../../dsl/sequence-plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { LogEvent } from '../engine/event.ts';
import type { Motion, Observer } from '../engine/host.ts';
import type { Instance } from '../engine/transaction/instance.ts';
import { Machine, type State } from '../engine/transaction/machine.ts';
import type { Outcome } from '../record.ts';
import { stepText } from './names.ts';

interface GraphNode {
  label: string;
  kind: 'start' | 'state' | 'end';
}

export interface GraphEdge {
  /** Indexes of nodes; undefined for any state. */
  from: number | undefined;
  to: number;
  label: string;
  /** For each time it was taken, how long after the step before: microseconds, ascending. Absent without a log. */
  taken?: number[];
}

export interface Graph {
  rule: string;
  kind: RulePlan['kind'];
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Whether there are more states than shown. */
  cut: boolean;
}

/** The most states to show: a set of n members in any order has 2^n, more than anybody reads. */
const MOST_STATES = 60;

/** Durations by edge: the state it left and what moved it, or a rule and its outcome. */
export type EdgeDurations = Map<string, number[]>;

export function graphOf(rule: RulePlan, { records }: Plan, durations?: EdgeDurations): Graph {
  if (rule.kind === 'transaction') return new TransactionGraph(rule, records, durations).graph;
  const isSchedule = rule.kind === 'schedule';
  const quiet: GraphNode = { label: isSchedule ? 'awaited' : 'quiet', kind: 'start' };
  const graph: Graph = { rule: rule.name, kind: rule.kind, nodes: [quiet], edges: [], cut: false };
  const edge = (from: number, to: number, label: string, outcome: string): void => {
    const taken = durations && { taken: durations.get(`${rule.name} ${outcome}`) ?? [] };
    graph.edges.push({ from, to, label, ...taken });
  };
  if (rule.kind === 'schedule') {
    graph.nodes.push({ label: 'met', kind: 'end' }, { label: 'missing', kind: 'end' });
    edge(0, 1, 'in time', 'met');
    edge(0, 2, 'it did not come', 'missing');
  } else if (rule.open) {
    graph.nodes.push({ label: 'episode', kind: 'state' });
    edge(0, 1, `begin: ${rule.open.text}`, 'begin');
    edge(1, 0, `end: ${rule.close?.text ?? `not ${rule.open.text}`}`, 'end');
  } else {
    const fires = rule.fire;
    graph.nodes.push({ label: fires ? 'fired' : 'end', kind: 'end' });
    edge(0, 1, fires ? fires.text : 'the window ends', fires ? 'fired' : 'end');
  }
  return graph;
}

class TransactionGraph {
  readonly graph: Graph;
  private readonly machine: Machine;
  private readonly numbers = new Map<State, number>();
  private readonly ends = new Map<string, number>();

  constructor(
    private readonly rule: TransactionPlan,
    records: readonly RecordPlan[],
    private readonly durations: EdgeDurations | undefined,
  ) {
    this.graph = { rule: rule.name, kind: rule.kind, nodes: [], edges: [], cut: false };
    this.machine = new Machine(rule.pattern, records);
    this.numberOf(this.machine.initial);
    for (const [state, from] of this.numbers) this.addMoves(state, from);
    for (const [i, ending] of rule.endings.entries())
      this.add(undefined, this.endOf(ending.outcome), endingText(ending, rule.captures), endingKey(rule.name, i));
  }

  /** Undefined if no more states are shown. */
  private numberOf(state: State): number | undefined {
    const known = this.numbers.get(state);
    if (known !== undefined) return known;
    if (state.complete) return this.endOf('success');
    if (this.numbers.size >= MOST_STATES) {
      this.graph.cut = true;
      return undefined;
    }
    const isStart = state === this.machine.initial;
    const label = isStart ? 'start' : state.awaited.length > 0 ? `awaits ${few(state.awaited)}` : (state.pause?.node.label ?? '');
    const number = this.graph.nodes.push({ label, kind: isStart ? 'start' : 'state' }) - 1;
    this.numbers.set(state, number);
    return number;
  }

  private endOf(outcome: string): number {
    return getOrMake(this.ends, outcome, () => this.graph.nodes.push({ label: outcome, kind: 'end' }) - 1);
  }

  private addMoves(state: State, from: number): void {
    for (const move of state.moves) {
      const { take } = move;
      const { to } = move.target();
      this.add(from, this.numberOf(to), stepText(take, this.rule.captures), this.keyOf(state, 'step', take));
    }
    const { pause } = state;
    if (pause) this.add(from, this.numberOf(pause.to), `${pause.node.label} passes`, this.keyOf(state, 'passed', pause.node));
    if (pause?.node.kind === 'no')
      this.add(from, this.endOf('failure'), `${pause.node.label} is broken`, this.keyOf(state, 'broken', pause.node));
    for (const { node } of state.due) {
      if (node.within !== undefined)
        this.add(from, this.endOf('timeout'), `${node.label} does not come in time`, this.keyOf(state, 'within', node));
      if (node.without) this.add(from, this.endOf('failure'), `without, before ${node.label}`, this.keyOf(state, 'broken', node));
    }
  }

  private add(from: number | undefined, to: number | undefined, label: string, key: string): void {
    if (to === undefined) return;
    this.graph.edges.push({ from, to, label, ...(this.durations ? { taken: this.durations.get(key) ?? [] } : {}) });
  }

  private keyOf(state: State, motion: Motion, node: PatternNode): string {
    return edgeKey(this.rule.name, state.key, motion, this.machine.orderOf(node));
  }
}

function few(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ');
}

function edgeKey(rule: string, state: string, motion: Motion, order: number): string {
  return `${rule} ${state} ${motion} ${order}`;
}

/** @param index among the endings of the rule, which may have the same text */
function endingKey(rule: string, index: number): string {
  return `${rule} ending ${index}`;
}

/** Counts the edges taken while the engine works. */
export class EdgeCounter implements Observer {
  readonly durations: EdgeDurations = new Map();
  private readonly machines: readonly (Machine | undefined)[];
  private now = 0;

  constructor(private readonly plan: Plan) {
    this.machines = plan.rules.map((rule) => (rule.kind === 'transaction' ? new Machine(rule.pattern, plan.records) : undefined));
  }

  delivering({ time }: LogEvent): void {
    this.now = time;
  }

  firing(_subject: unknown, at: number): void {
    this.now = at;
  }

  moving(instance: Instance, motion: Motion, by: PatternNode | EndingPlan): void {
    const rule = this.plan.rules[instance.rule];
    if (rule?.kind !== 'transaction') return;
    const key =
      'outcome' in by
        ? endingKey(rule.name, rule.endings.indexOf(by))
        : edgeKey(rule.name, instance.state.key, motion, this.machines[instance.rule]?.orderOf(by) ?? 0);
    this.add(key, this.now - instance.lastTaken);
  }

  /** For windows and schedules, outcomes are the edges. */
  onOutcome({ rule, outcome, begin, end }: Outcome): void {
    this.add(`${rule} ${outcome}`, end - begin);
  }

  /** Must be called when everything is read: sorts durations, ascending. */
  sorted(): EdgeDurations {
    for (const list of this.durations.values()) list.sort((a, b) => a - b);
    return this.durations;
  }

  private add(key: string, duration: number): void {
    getOrMake(this.durations, key, () => []).push(duration);
  }
}
