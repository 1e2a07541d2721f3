/** The rule of a draft, and its tests. */

import type { Plan } from '../../dsl/plan.ts';
import { counted, grouped } from '../../runtime/outputs/figures.ts';
import { runTest } from '../../runtime/rule-tests.ts';
import { byFrequency } from './counts.ts';
import { type DraftEvent, eventsOfAll, outcomesOf } from './events.ts';
import { type ProposedKeys, proposedKeys } from './keys.ts';
import { UniqueNames } from './names.ts';
import { compiled, type DraftedProgram, formatted, MOST_GROUPS, programText, quoted } from './program.ts';
import { testText, transactionText, volumeText } from './rules.ts';
import type { Sample, SampleRecord } from './sample.ts';
import { type DraftedTransaction, draftedTransaction } from './transaction.ts';

const MOST_KEYS = 6;
/** The maximum number of lines of a test: people read it. */
const MOST_TEST_LINES = 12;
/** The maximum number of transactions that are tried as a test. */
const MOST_TRIED = 500;
/** What a key is worth whose values begin again before the end, as if several transactions shared them. */
const REPEATED = 0.75;
const MOST_COUNTED = 12;
/** The maximum number of programs without records that are named. */
const MOST_OMITTED = 5;
/** If nothing was found in the first lines, the multiple of them that is proposed. */
const MORE = 10;

interface Try {
  drafted: DraftedTransaction;
  rule: string;
  text: string;
  plan: Plan;
  /** The events of the plan for lines of the samples. */
  events: ReadonlyMap<SampleRecord, DraftEvent>;
  score: number;
}

/** Makes rules for the records of a program, evaluated by the compiler and the engine. */
export class RuleMaker {
  /** Names of groups and formats, which rules must not use. */
  private readonly taken: readonly string[];

  constructor(
    private readonly program: DraftedProgram,
    /** One for each log of the program. */
    private readonly samples: readonly Sample[],
    private readonly events: readonly DraftEvent[],
  ) {
    this.taken = [...program.imports.values()].flat().concat(
      program.logs.flatMap(({ groups }) => groups.map(({ name }) => name)),
      program.logs.flatMap(({ format }) => format?.name ?? []),
    );
  }

  /** A transaction by the key whose transactions complete most often, with tests from actual ones. */
  transaction(): string | undefined {
    const tries = proposedKeys(this.events, MOST_KEYS).flatMap((keys) => this.tried(keys) ?? []);
    tries.sort((a, b) => b.score - a.score);
    for (const one of tries) {
      const tests = this.testsOf(one);
      if (tests.length === 0) continue;
      const made = this.finished(`${one.text}\n${tests.join('\n')}`, one.drafted);
      if (made) return made;
    }
    return undefined;
  }

  /** A rule is named after the log that contains a record. */
  private ruleName(record: string | undefined, kind: string): string {
    const from = this.events.find((event) => event.record === record)?.from;
    const log = this.program.logs.find((one) => one.from === from);
    return new UniqueNames(this.taken).take(`${log?.name ?? 'app'}_${kind}`);
  }

  private tried(proposed: ProposedKeys): Try | undefined {
    const drafted = draftedTransaction(proposed);
    if (!drafted) return undefined;
    const rule = this.ruleName(drafted.starts[0], 'case');
    const text = transactionText(rule, drafted);
    const { plan, diagnostics } = compiled(programText(this.used(text), text));
    if (!plan || diagnostics.length > 0) return undefined;
    const events = eventsOfAll(plan, this.program, this.samples);
    const outcomes = outcomesOf(plan, events);
    const ended = outcomes.filter(({ outcome }) => outcome === 'success' || outcome === 'failure').length;
    const share = ended / Math.max(1, outcomes.length);
    const score = proposed.score * share * (drafted.isRepeated ? REPEATED : 1);
    return { drafted, rule, text, plan, events: new Map(events.map((event) => [event.line, event])), score };
  }

  /** The program without the libraries that the rules do not use. */
  private used(rules: string): DraftedProgram {
    const imports = new Map<string, string[]>();
    for (const [library, groups] of this.program.imports) {
      const needed = groups.filter((group) => new RegExp(`\\b${group}\\.`).test(rules));
      if (needed.length > 0) imports.set(library, needed);
    }
    return { ...this.program, imports };
  }

  /** One transaction for each outcome that a test can show. */
  private testsOf(one: Try): string[] {
    const named = new Set([...one.drafted.starts, ...one.drafted.ends, ...one.drafted.failures]);
    const sequences = one.drafted.proposed.sequences
      .map((sequence) => sequence.filter(({ record }) => named.has(record)))
      .filter((sequence) => sequence.length >= 2 && sequence.length <= MOST_TEST_LINES)
      .slice(0, MOST_TRIED);
    return (['success', 'failure'] as const).flatMap((outcome) => {
      for (const sequence of sequences) {
        const text = this.testOf(one, sequence, outcome);
        if (text !== undefined) return [text];
      }
      return [];
    });
  }

  /** Undefined if the lines do not produce exactly this outcome. */
  private testOf({ rule, plan, text, events }: Try, sequence: readonly DraftEvent[], wanted: string): string | undefined {
    const found = outcomesOf(
      plan,
      sequence.flatMap(({ line }) => events.get(line) ?? []),
    );
    const [only] = found;
    if (found.length !== 1 || only?.outcome !== wanted) return undefined;
    const named = only.name === undefined ? '' : ` "${only.name}"`;
    const test = testText(`a ${wanted}`, sequence, [`${rule}.${wanted}${named}`, 'nothing else']);
    return test !== undefined && this.passes(`${text}\n${test}`) ? test : undefined;
  }

  /** A count of each record. */
  volume(): string | undefined {
    const records = byFrequency(this.events.map(({ record }) => record)).map(([record]) => record);
    const rule = this.ruleName(records[0], 'volume');
    const text = volumeText(rule, records.slice(0, MOST_COUNTED));
    for (const event of this.events) {
      if (!records.slice(0, MOST_COUNTED).includes(event.record)) continue;
      const test = testText('a record is counted', [event], [`${rule}.open`, 'nothing else']);
      const made = test === undefined ? undefined : this.passes(`${text}\n${test}`) ? this.finished(`${text}\n${test}`) : undefined;
      if (made) return made;
    }
    return this.finished(text);
  }

  private passes(rules: string): boolean {
    const { plan, tests, diagnostics } = compiled(programText(this.used(rules), rules));
    return (
      plan !== undefined && diagnostics.length === 0 && tests.every((test) => runTest(plan, test, () => undefined).failures.length === 0)
    );
  }

  /** Those whose records get the time of the log: neither a format of the draft nor one of a library says where theirs is. */
  private timelessLogs(): string[] {
    return this.program.logs.flatMap(({ name, from }, i) => {
      const { records = [], format } = this.samples[i] ?? {};
      const timed = records.filter(({ hasTime }) => hasTime);
      return from === format?.name && timed.length * 2 < records.length ? name : [];
    });
  }

  /** Those with lines that are not UTF-8, more than a few, whose messages cannot be told apart. */
  private garbledLogs(): string[] {
    return this.program.logs.flatMap(({ name }, i) => {
      const { records = [] } = this.samples[i] ?? {};
      return records.filter(({ text }) => text.includes('\uFFFD')).length * 10 > records.length ? name : [];
    });
  }

  private omittedPrograms(): string[] {
    const omitted = this.program.logs.flatMap(({ omitted = [] }) => omitted);
    const names = omitted.slice(0, MOST_OMITTED).map(quoted).join(', ');
    const more = omitted.length > MOST_OMITTED ? ` and ${omitted.length - MOST_OMITTED} more` : '';
    const help = 'In syslog, --program NAME drafts from one of them.';
    return omitted.length === 0 ? [] : [`// Left out, as a draft is of ${MOST_GROUPS} programs at most: ${names}${more}. ${help}`];
  }

  private finished(rules: string, drafted?: DraftedTransaction): string | undefined {
    if (!this.passes(rules)) return undefined;
    const isCut = this.samples.some((sample) => sample.isCut);
    const lines = this.samples.reduce((sum, { records }) => sum + records.length, 0);
    const known = this.events.length;
    const head = [
      `// Drafted from ${isCut ? 'the first ' : ''}${counted(lines, 'line')}, of which ${grouped(known)} are records here. Improve the names, and correct what is wrong:`,
      `// ${drafted ? 'what begins a transaction, what ends it well or badly, and how long it may take, are guesses.' : 'it is for you to decide what is worth counting.'}`,
      ...(known < lines ? ['// The others fit none of them: --min-count and --most say how rare a message may be.'] : []),
      ...this.omittedPrograms(),
      ...this.timelessLogs().map(
        (name) =>
          `// No time was found in most lines of ${name}: if they have one, a format can say where, as {time:stamp('dd/MM/yyyy HH:mm:ss')}.`,
      ),
      ...this.garbledLogs().map(
        (name) =>
          `// Many lines of ${name} are not UTF-8: iconv -f LATIN1 -t UTF-8 LOG | corr draft - shows more, if that is what they are.`,
      ),
      ...(isCut && !drafted ? [`// Long transactions may end later in the log: --limit ${MORE * lines} reads more of it.`] : []),
      '',
      '',
    ];
    return formatted(head.join('\n') + programText(this.used(rules), rules));
  }
}
