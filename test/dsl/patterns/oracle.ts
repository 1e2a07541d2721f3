/** Regular expressions of the Plan, run in two ways that are independent of the compiler. */

import type { RegexNode } from '../../../src/dsl/pattern-plan.ts';

/** The node as the source of a RegExp with the flag `u`; group n is named `names[n - 1]`. */
export function printRegex(node: RegexNode, names: readonly string[]): string {
  const print = (part: RegexNode): string => printRegex(part, names);
  switch (node.kind) {
    case 'chars':
      return `[${node.ranges.map(([low, high]) => `${printCode(low)}-${printCode(high)}`).join('')}]`;
    case 'sequence':
      return node.items.map((item) => `(?:${print(item)})`).join('');
    case 'choice':
      return `(?:${node.options.map(print).join('|')})`;
    case 'repeat':
      return `(?:${print(node.body)}){${node.min},${node.max ?? ''}}${node.greedy ? '' : '?'}`;
    case 'group':
      return `(?<${names[node.index - 1]}>${print(node.body)})`;
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'boundary':
      return node.negated ? '\\B' : '\\b';
  }
}

const printCode = (code: number) => `\\u{${code.toString(16)}}`;

type Op =
  | { op: 'chars'; ranges: [number, number][] }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; group: number; end: boolean }
  | { op: 'ask'; node: RegexNode }
  | { op: 'match' };

function assemble(node: RegexNode): Op[] {
  const ops: Op[] = [];
  const write = (part: RegexNode): void => {
    switch (part.kind) {
      case 'chars':
        ops.push({ op: 'chars', ranges: part.ranges });
        return;
      case 'sequence':
        part.items.forEach(write);
        return;
      case 'choice':
        writeChoice(part.options);
        return;
      case 'group':
        ops.push({ op: 'save', group: part.index, end: false });
        write(part.body);
        ops.push({ op: 'save', group: part.index, end: true });
        return;
      case 'repeat':
        writeRepeat(part);
        return;
      default:
        ops.push({ op: 'ask', node: part });
    }
  };
  const writeRepeat = ({ body, min, max, greedy }: Extract<RegexNode, { kind: 'repeat' }>): void => {
    for (let i = 0; i < min; i++) write(body);
    const splits: { at: number; split: Op & { op: 'split' } }[] = [];
    for (let i = min; i < (max ?? min + 1); i++) {
      const split = { op: 'split' as const, first: 0, second: 0 };
      splits.push({ at: ops.push(split) - 1, split });
      write(body);
      if (max === null) ops.push({ op: 'jump', to: ops.indexOf(split) });
    }
    for (const { at, split } of splits) [split.first, split.second] = greedy ? [at + 1, ops.length] : [ops.length, at + 1];
  };
  const writeChoice = ([first, ...others]: RegexNode[]): void => {
    if (first && others.length === 0) write(first);
    if (!first || others.length === 0) return;
    const split = { op: 'split' as const, first: ops.length + 1, second: 0 };
    ops.push(split);
    write(first);
    const jump = { op: 'jump' as const, to: 0 };
    ops.push(jump);
    split.second = ops.length;
    writeChoice(others);
    jump.to = ops.length;
  };
  write(node);
  ops.push({ op: 'match' });
  return ops;
}

const isWord = (code: number | undefined) => code !== undefined && /^\w$/.test(String.fromCodePoint(code));

function holds(node: RegexNode, text: readonly number[], at: number): boolean {
  if (node.kind === 'start') return at === 0;
  if (node.kind === 'end') return at === text.length;
  return node.kind === 'boundary' && (isWord(text[at - 1]) !== isWord(text[at])) !== node.negated;
}

/** A capture, and the previous ones. */
interface Saved {
  group: number;
  end: boolean;
  at: number;
  before: Saved | undefined;
}

export interface Found {
  start: number;
  end: number;
  groups: Map<number, { start?: number; end?: number }>;
}

/** Searches naively by trying all ways in order. Offsets count code points. */
export function search(node: RegexNode, text: string, mostSteps = Number.POSITIVE_INFINITY): { found?: Found; steps: number } {
  const ops = assemble(node);
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  let steps = 0;
  for (let start = 0; start <= codes.length; start++) {
    const open: { pc: number; at: number; saved: Saved | undefined }[] = [{ pc: 0, at: start, saved: undefined }];
    for (let way = open.pop(); way; way = open.pop()) {
      if (++steps > mostSteps) return { steps };
      const op = ops[way.pc];
      const next = { ...way, pc: way.pc + 1 };
      if (op?.op === 'match') return { found: { start, end: way.at, groups: groupsOf(way.saved) }, steps };
      if (op?.op === 'chars') {
        const code = codes[way.at];
        if (code !== undefined && op.ranges.some(([low, high]) => low <= code && code <= high)) open.push({ ...next, at: way.at + 1 });
      } else if (op?.op === 'split') open.push({ ...way, pc: op.second }, { ...way, pc: op.first });
      else if (op?.op === 'jump') open.push({ ...way, pc: op.to });
      else if (op?.op === 'save') open.push({ ...next, saved: { group: op.group, end: op.end, at: way.at, before: way.saved } });
      else if (op?.op === 'ask' && holds(op.node, codes, way.at)) open.push(next);
    }
  }
  return { steps };
}

function groupsOf(saved: Saved | undefined): Found['groups'] {
  const groups: Found['groups'] = new Map();
  for (let one = saved; one; one = one.before) groups.set(one.group, { [one.end ? 'end' : 'start']: one.at, ...groups.get(one.group) });
  return groups;
}

/** A text that the node can match, apart from assertions; `choose` returns a number below its argument. */
export function sample(node: RegexNode, choose: (below: number) => number): string {
  switch (node.kind) {
    case 'chars': {
      const [low, high] = node.ranges[choose(node.ranges.length)] ?? [0, 0];
      const code = low + choose(Math.min(high - low + 1, 100));
      return code >= 0xd800 && code <= 0xdfff ? '' : String.fromCodePoint(code);
    }
    case 'sequence':
      return node.items.map((item) => sample(item, choose)).join('');
    case 'choice': {
      const option = node.options[choose(node.options.length)];
      return option ? sample(option, choose) : '';
    }
    case 'repeat': {
      const times = node.min + choose((node.max ?? node.min + 3) - node.min + 1);
      return Array.from({ length: times }, () => sample(node.body, choose)).join('');
    }
    case 'group':
      return sample(node.body, choose);
    default:
      return '';
  }
}
