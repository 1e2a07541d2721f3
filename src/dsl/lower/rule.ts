/** What lowering a rule collects: its records, steps, keys, summaries and look-backs. */

import { getOrMake } from '../../get-or-make.ts';
import { given } from '../../given.ts';
import type { Name, Span } from '../ast.ts';
import type { Duration, KeyClause, RecordRef, RuleDecl } from '../ast-rules.ts';
import { fieldElsewhere, outcomeElsewhere } from '../foreign-names.ts';
import type { CapturePlan, DurationPlan, EndingPlan, KeyPlan, LookbackPlan, OutcomeWord, SummaryPlan, TablePlan } from '../plan.ts';
import type { Report } from '../report.ts';
import type { PatternNode } from '../sequence-plan.ts';
import type { Source } from '../source.ts';
import type { FileScope, RuleSymbol } from '../symbols.ts';
import { textsOf } from '../tree.ts';
import { anyFieldIn } from './names.ts';
import { knownFields, type RecordShape } from './shape.ts';
import type { Found, Names, Place, Typed } from './typed.ts';
import { isRead, outcomesOf, type Use, type Used, type Uses, used } from './uses.ts';

/** What a rule needs from the program around it. */
export interface Surroundings {
  scope: FileScope;
  report: Report;
  source: Source;
  params: Names;
  table: (name: Name) => TablePlan | undefined;
  shapeOf(used: Used): RecordShape;
  duration(duration: Duration | undefined): DurationPlan | undefined;
}

/** A step or trigger that the author gave a name. */
export interface Step {
  index: number;
  name: Name;
  shapes: readonly RecordShape[];
  /** Whether all records that it names are known. */
  isWhole: boolean;
  /** The index of its element in the pattern; endings come after all elements. */
  element: number;
  /** Whether this step has taken a record whenever the pattern is complete. */
  certain: boolean;
  /** Whether it names the record of a warning, which takes none: it can be read, but has nothing to sum up. */
  warns?: boolean;
}

/** The records that a step can take. */
export type Taken = Pick<Step, 'shapes' | 'isWhole'>;

/** Tells which steps are known to have taken a record. */
export type Present = (step: Step) => boolean;

/** Summaries, or look-backs: equal ones are kept once, however they were spelled. */
class Distinct<T extends SummaryPlan> {
  readonly plans: T[] = [];
  private readonly indices = new Map<string, number>();

  /** The index of a plan, which is added if it is new. */
  indexOf(plan: T): number {
    const id = JSON.stringify({ ...plan, text: '' });
    return getOrMake(this.indices, id, () => this.plans.push(plan) - 1);
  }
}

export class RuleContext {
  readonly captures: CapturePlan[] = [];
  readonly summaries = new Distinct<SummaryPlan>();
  readonly lookbacks = new Distinct<LookbackPlan>();
  readonly steps = new Map<string, Step>();
  /** Steps by capture. */
  readonly stepOf = new Map<number, Step>();
  /** The positions of elements and endings in the text. */
  readonly written = new Map<PatternNode | EndingPlan, Span>();
  keys: KeyPlan[] = [];
  /** Fields of `emit` whose values have an error. */
  readonly invalid = new Set<string>();
  /** The records that drive the rule. */
  readonly known: readonly RecordShape[];
  /** The known records and those that look-backs see: all of these may carry keys. */
  readonly observed: readonly RecordShape[];

  constructor(
    readonly symbol: RuleSymbol,
    readonly uses: Uses,
    readonly around: Surroundings,
  ) {
    this.known = this.shapesFor(['moves']);
    this.observed = this.shapesFor(['moves', 'looksBack']);
  }

  private shapesFor(roles: readonly Use['role'][]): RecordShape[] {
    const shapes = new Set(this.uses.all.filter(({ role }) => roles.includes(role)).map(({ of }) => this.around.shapeOf(of)));
    return [...shapes].sort((a, b) => a.index - b.index);
  }

  get decl(): RuleDecl {
    return this.symbol.decl;
  }

  get report(): Report {
    return this.around.report;
  }

  /** Whether its outcomes may have a field of a name if an error, which is reported, were not. */
  mayEmit(name: string): boolean {
    const clauses = this.decl.clauses.filter((clause): clause is KeyClause => clause.kind === 'KeyClause' && !clause.none);
    const isWhole = this.keys.filter(({ parts }) => parts.length > 0).length === clauses.length;
    return this.invalid.has(name) || (!isWhole && clauses.some((clause) => namesInKey(clause).includes(name)));
  }

  /** The position in the text of a part of the plan; the name of the rule if it has none. */
  placeOf(node: PatternNode | EndingPlan): Span {
    return this.written.get(node) ?? this.decl.name;
  }

  /** The name of a record that drives the rule. */
  nameOf(record: number): string {
    return this.known.find(({ index }) => index === record)?.name ?? '';
  }

  /** Reports a missing clause, unless part of the rule could not be read: that may be the clause, misspelt. */
  lacks(code: 'no-key' | 'no-start' | 'no-await'): void {
    const { name } = this.decl;
    if (isRead(this.decl, this.symbol.module)) this.report.add(name, code, [name.text]);
  }

  /** The record that a reference names; undefined if there is none, which is reported. */
  record({ parts, start, end }: Pick<RecordRef, 'parts'> & Span): RecordShape | undefined {
    const [first, second] = parts;
    if (!first || first.text === '') return undefined;
    const { scope } = this.around;
    const found = scope.find(first, 'group', 'rule');
    if (!found) {
      const meant = second ? undefined : scope.recordNamed(first.text);
      if (meant !== undefined) this.report.meant(first, 'unknown-group', [first.text], meant);
      else scope.unknownGroup(first);
      return undefined;
    }
    if (!second || parts.length > 2) {
      this.report.add({ start, end }, 'not-a-record', [textsOf(parts).join('.')]);
      return undefined;
    }
    if (found.kind === 'rule') return this.outcome(found, second);
    const record = found.records.get(second.text);
    if (!record) {
      this.report.unknown(second, 'unknown-record', [second.text, found.name], second.text, found.records.keys());
      return undefined;
    }
    scope.use(record);
    return this.around.shapeOf({ record });
  }

  /** As {@link record}, but reports nothing. */
  peek({ parts }: Pick<RecordRef, 'parts'>): RecordShape | undefined {
    const named = parts.length === 2 ? used(parts, this.around.scope) : undefined;
    return named && this.around.shapeOf(named);
  }

  private outcome(rule: RuleSymbol, name: Name): RecordShape | undefined {
    const words = outcomesOf(rule.decl);
    if (words.includes(name.text as OutcomeWord)) return this.around.shapeOf({ rule, outcome: name.text as OutcomeWord });
    this.report.unknown(name, 'unknown-outcome', [name.text, rule.name], outcomeElsewhere(name.text), words);
    return undefined;
  }

  /** Declares an `as` name. */
  step(name: Name, taken: Taken, place: Pick<Step, 'element' | 'certain' | 'warns'>): Step | undefined {
    const before = this.steps.get(name.text);
    if (before) {
      const related = [this.report.related(before.name, 'It is given here first.')];
      this.report.add(name, 'duplicate-step', [name.text], { related });
      return undefined;
    }
    if (name.text === 'previous') {
      this.report.add(name, 'reserved-name', [name.text]);
      return undefined;
    }
    const step: Step = { index: this.capture(name.text, taken.shapes), name, ...taken, ...place };
    this.stepOf.set(step.index, step);
    this.steps.set(name.text, step);
    return step;
  }

  capture(name: string, shapes: readonly RecordShape[]): number {
    return this.captures.push({ name, records: [...new Set(shapes.map(({ index }) => index))] }) - 1;
  }

  /** `login.user`: fields of the last record that a step took. */
  stepNames(present: Present): Names {
    return {
      find: (path) => {
        const [first] = path;
        const step = first && path.length > 1 ? this.steps.get(first.text) : undefined;
        return step && this.stepField(step, path, present);
      },
      known: () => this.steps.keys(),
    };
  }

  /**
   * Reports a step alone, or the field of a record without a step, as they are not values, if no declaration has the
   * name. @param fieldsFollow whether a name not found here may still be a field, of any name
   */
  noValues(fieldsFollow = false): Names {
    return {
      find: (path, report) => {
        const [first, second, third] = path;
        if (!first) return undefined;
        if (this.steps.has(first.text)) report.add(first, 'step-without-field', [first.text]);
        else if (second && third && used(path, this.around.scope))
          report.add({ start: first.start, end: second.end }, 'record-without-step', [`${first.text}.${second.text}`]);
        else return this.bareRecord(path, report, fieldsFollow);
        return { used: path.length };
      },
    };
  }

  /** The name of a record without its group: it is probably meant as the step that takes it, which has no name. */
  bareRecord([first, ...rest]: readonly Name[], report: Report, mayBeField: boolean): Found | undefined {
    if (!first || rest.length === 0 || first.end - first.start > first.text.length) return undefined;
    const record = this.uses.steps.has(first.text) ? undefined : this.known.find(({ name }) => name.endsWith(`.${first.text}`));
    if (!record) return undefined;
    if (mayBeField) {
      report.add(first, 'bare-record', [first.text, record.name]);
      return undefined;
    }
    report.add(first, 'record-without-step', [first.text]);
    return { used: rest.length + 1 };
  }

  private stepField(step: Step, path: readonly Name[], present: Present): Found {
    const found = captureField(step.shapes, step.index, path.slice(1));
    const [first, second] = path;
    if (!found?.value || !first || !second) {
      if (second) this.unknownField(second, step.name.text, step.shapes, step.isWhole);
      return { used: path.length };
    }
    if (present(step) && !this.inSome(step, path)) return { value: lackingIn(step.name.text, found.value), used: found.used + 1 };
    const absent = [textsOf(path).join('.')];
    return { value: { ...found.value, optional: true, absent }, used: found.used + 1 };
  }

  /** Whether only some of the records that the step can take have the field. */
  private inSome({ shapes }: Step, path: readonly Name[]): boolean {
    const texts = textsOf(path.slice(1));
    return shapes.some((shape) => shape.find(texts, true) === undefined);
  }

  /** @param isWhole whether all records in question are known */
  unknownField(name: Name, of: string, shapes: readonly RecordShape[], isWhole = true): void {
    if (name.text === '') return;
    if (!isWhole || shapes.some((shape) => shape.mayHave(name.text))) return;
    this.report.unknown(name, 'unknown-field', [name.text, of], fieldElsewhere(name.text), () => knownFields(shapes));
  }

  place(names: readonly Names[], call?: Place['call']): Place {
    const { report, source, table } = this.around;
    return { report, source, table, names, ...given({ call }) };
  }
}

/** A field of a step: the path of one that may be missing begins with the step's name. */
export function lackingIn(step: string, value: Typed): Typed {
  return value.lacking === undefined ? value : { ...value, lacking: `${step}.${value.lacking}` };
}

function namesInKey({ name, parts }: KeyClause): (string | undefined)[] {
  return [name?.text, ...parts.map(({ paths }) => paths[0]?.parts.at(-1)?.text)];
}

export function captureField(shapes: readonly RecordShape[], capture: number, path: readonly Name[]): Found | undefined {
  return anyFieldIn(shapes, path, (field) => ({ op: 'capture', capture, field }));
}
