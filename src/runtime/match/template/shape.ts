/** What lines of a template have in common, so that they can be told apart before they are decoded. */

import type { TemplatePlan } from '../../../dsl/pattern-plan.ts';
import { Automaton } from '../automata/automaton.ts';
import type { ByteAutomaton } from '../automata/byte-automaton.ts';
import { Dfa } from '../automata/dfa.ts';
import type { Step } from '../automata/program.ts';
import type { CaptureTypes } from '../capture-types.ts';
import { type Part, partsOf, type TypedPart } from './parts.ts';
import { TemplateProgram } from './program.ts';

const WHATEVER_FOLLOWS: Step = { kind: 'match', atEnd: false };

/** The slots of the template's first capture, and of the text that records look at. */
interface ShapeSlots {
  first: number;
  message: number;
}

/**
 * An automaton for what follows the first capture in lines of the template. If the message is the rest of the line, it
 * succeeds where the message begins, at the latest, and surely exactly there; otherwise at the end of the line.
 * Undefined if the first capture could have several ends, or more than fixed text precedes it, or the automaton is too
 * large.
 */
export function shapeOf({ pieces }: TemplatePlan, types: CaptureTypes, slots: ShapeSlots): ByteAutomaton | undefined {
  const parts = partsOf(pieces, types);
  const first = openingOf(parts, slots.first);
  if (first < 0) return undefined;
  const program = new TemplateProgram(parts);
  // An object or array of JSON is not regular.
  if (program.gates.length > 0) return undefined;
  const last = parts.length - 2;
  const isRest = isAt(parts[last], slots.message) && parts[last].kind === 'rest' && parts[last].inside.length === 0;
  if (isRest) program.steps[program.entries[last]!] = WHATEVER_FOLLOWS;
  const cuts = isRest ? cutsOf(parts, first + 1, program) : [];
  return new Dfa(new Automaton({ steps: program.steps, start: program.entries[first + 1]! }), cuts).byteAutomaton();
}

/**
 * Text ends where what follows it does first: later places are given up. A line in which that is wrong is taken for
 * none of the template, and so decoded. But only as long as everything before the text has one end: if not, another way
 * may be preferred.
 */
function cutsOf(parts: readonly Part[], from: number, program: TemplateProgram): number[] {
  const cuts: number[] = [];
  for (let i = from; i + 2 < parts.length; i++) {
    const part = parts[i]!;
    const isText = part.kind === 'shortest' && parts[i + 1]?.kind === 'literal';
    if (part.kind !== 'literal' && !isText && !endsSurely(part, parts[i + 1])) break;
    if (isText) cuts.push(program.counts[i + 2]!);
  }
  return cuts.reverse();
}

/** Whether a template begins with this capture, or with fixed text and the capture, and it always ends where it first can. */
export function opensSurely({ pieces }: TemplatePlan, types: CaptureTypes, slot: number): boolean {
  return openingOf(partsOf(pieces, types), slot) >= 0;
}

/** Whether the value of each capture at this slot is its text, as the line has it. */
export function isVerbatim({ pieces }: TemplatePlan, types: CaptureTypes, slot: number): boolean {
  const parts = partsOf(pieces, types).filter((part) => isAt(part, slot));
  return parts.length > 0 && parts.every(({ type }) => type.read === types.text);
}

/** The index of that part; -1 if the template is none of these. */
function openingOf(parts: readonly Part[], slot: number): number {
  const first = parts.findIndex((part) => isAt(part, slot));
  const opens = parts.slice(0, first).every(({ kind }) => kind === 'literal') && endsSurely(parts[first], parts[first + 1]);
  return opens ? first : -1;
}

function isAt(part: Part | undefined, slot: number): part is TypedPart {
  return part !== undefined && 'slot' in part && part.slot === slot;
}

/** Whether a capture always ends at the first place at which it can. */
function endsSurely(part: Part | undefined, following: Part | undefined): boolean {
  if (part?.kind !== 'longest' && part?.kind !== 'word') return false;
  return following?.kind === 'literal' && part.type.dfa.endsBefore(Buffer.from(following.text)[0]!);
}
