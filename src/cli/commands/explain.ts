import type { Plan } from '../../dsl/plan.ts';
import { didYouMean, nearest } from '../../dsl/suggest.ts';
import { given } from '../../given.ts';
import type { OpenedInputs } from '../../runtime/inputs/open.ts';
import { shellText, terminalText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import { nearlyRecords } from '../../runtime/trace/nearly.ts';
import { type Trace, trace } from '../../runtime/trace/trace.ts';
import { durationOption } from '../arguments.ts';
import { ExitCode, usageError } from '../exit-code.ts';
import { explainLine } from '../explain/line.ts';
import { nearJson, nearText } from '../explain/near.ts';
import { orphanJson, silentJson, storyJson } from '../explain/story-json.ts';
import { orphansText, silentText, storyTexts } from '../explain/story-text.ts';
import { checkRule, wantedOf } from '../explain/wanted.ts';
import { loadPlan } from '../loading.ts';
import { areFiles, openLogs, type ReadingOptions, splitArguments } from '../run/inputs.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { type GlobalOptions, type Stream, stderr, stdout } from '../terminal.ts';

interface ExplainOptions extends GlobalOptions, ReadingOptions {
  key?: string[];
  line?: string;
  near?: boolean;
  rule?: string;
  most: number;
  format: 'text' | 'json';
  param?: string[];
  lateness: string;
  late: 'deliver' | 'drop';
  atEnd: 'open' | 'expire';
}

const COLUMNS = 120;

/** `corr explain`: why transactions ended as they did, how the rules see a line, or which lines are near misses. */
export async function explain(inputs: readonly string[], options: ExplainOptions): Promise<ExitCode> {
  const { rules, logs } = splitArguments(inputs);
  checkAsked(options);
  const plan = await loadPlan({ paths: rules }, options);
  if (!areFiles(logs, plan.formats)) {
    throw usageError(
      'To explain a log it must be read twice, which is not possible with standard input or a pipe.',
      'Name a file: corr explain RULES LOG --key user=bob.',
    );
  }
  checkRule(options.rule, plan);
  const job = new Explanation(plan, logs, options);
  if (options.near) return job.near();
  return options.line === undefined ? job.transactions(options.key ?? []) : job.line(options.line);
}

/** @throws Failure unless one thing is asked for, by options that apply to it. */
function checkAsked({ key, line, near, rule, format }: ExplainOptions): void {
  const asked = [key, line, near || undefined].filter((option) => option !== undefined).length;
  if (asked !== 1) {
    const help = 'Name a transaction with --key user=bob or a line with --line 17, or find lines that almost match with --near.';
    const message = asked === 0 ? 'Nothing was named to explain.' : '--key, --line and --near each explain something else.';
    throw usageError(message, help);
  }
  if (near && rule !== undefined) throw usageError('--near looks at the patterns of all records, whatever the rule.', 'Remove --rule.');
  if (line !== undefined && format !== 'text')
    throw usageError('A line is only explained as text.', 'Remove --format; corr decode shows the fields as JSON.');
}

class Explanation {
  private readonly err: Stream;
  private readonly out: Stream;
  private readonly problems: InputProblems;

  constructor(
    private readonly plan: Plan,
    private readonly logs: readonly string[],
    private readonly options: ExplainOptions,
  ) {
    this.err = stderr(options);
    this.out = stdout(options);
    this.problems = new InputProblems(this.err.write);
  }

  async transactions(keys: readonly string[]): Promise<ExitCode> {
    const { plan, options, out } = this;
    const wanted = wantedOf(keys, plan);
    const traced = await trace(plan, () => this.open(), {
      ...this.engineOptions(),
      ...given({ rule: options.rule }),
      wanted,
      most: options.most,
      joinsMet: options.format === 'text',
    });
    const { stories, found, silences, orphans, files } = traced;
    const style = { plan, files, palette: out.palette, columns: out.columns ?? COLUMNS };
    const isJson = options.format === 'json';
    const told = isJson ? stories.map((story) => storyJson(story, style)) : storyTexts(stories, style);
    const silent = silences.slice(0, Math.max(0, options.most - told.length));
    const alone = orphans.slice(0, options.most);
    if (isJson) {
      const lines = [...told, ...silent.map((silence) => silentJson(silence, style)), ...alone.map((orphan) => orphanJson(orphan, style))];
      out.write(lines.map((line) => `${line}\n`).join(''));
    } else {
      const texts = [...told, ...silent.map((silence) => silentText(silence, style))];
      out.write([...texts, ...(alone.length > 0 ? [orphansText(alone, style)] : [])].join('\n'));
    }
    const left = found + silences.length + orphans.length - stories.length - silent.length - alone.length;
    if (left > 0) this.err.write(`${counted(left, 'other')} not shown: narrow it with --key or --rule, or ask for more with --most.\n`);
    // Of logs that could not be read, nothing can be said.
    return found + silences.length > 0 || files.length === 0 ? this.problems.exitCode() : this.nothing(keys, traced);
  }

  private nothing(keys: readonly string[], { carriers, orphans, values, files }: Trace): ExitCode {
    const { count, first } = carriers;
    const place = first && `${files[first.source]}:${first.line}`;
    let help = 'Above is what has it, and why it belongs to none.';
    if (orphans.length === 0) {
      help =
        place === undefined
          ? othersThan(keys[0] ?? '', values)
          : `${counted(count, 'record')} with it moved none: --line ${shellText(place)} shows why.`;
    }
    this.err.write(`corr: There is no transaction with ${terminalText(keys.join(' and '))}.\n  ${terminalText(help)}\n`);
    return this.problems.exitCode(ExitCode.findings);
  }

  async line(asked: string): Promise<ExitCode> {
    const { plan, options, out } = this;
    const style = { palette: out.palette, columns: out.columns ?? COLUMNS, write: out.write };
    await explainLine(plan, asked, () => this.open(), this.engineOptions(), {
      ...style,
      ...given({ rule: options.rule }),
    });
    return this.problems.exitCode();
  }

  async near(): Promise<ExitCode> {
    const { plan, options, out } = this;
    const inputs = await this.open();
    const report = await nearlyRecords(plan, inputs, { params: paramsOf(options.param, plan) });
    const style = { palette: out.palette, columns: out.columns ?? COLUMNS, files: inputs.files, most: options.most };
    out.write(options.format === 'json' ? nearJson(report, style) : nearText(report, style));
    return this.problems.exitCode();
  }

  private engineOptions() {
    const { options, plan } = this;
    const { late, atEnd } = options;
    return { late, atEnd, lateness: durationOption(options.lateness, '--lateness'), params: paramsOf(options.param, plan) };
  }

  private open(): Promise<OpenedInputs> {
    return openLogs(this.logs, this.plan.formats, this.options, this.problems.report);
  }
}

/** What may have been meant by a value that no record has. */
function othersThan(key: string, values: ReadonlySet<string>): string {
  const text = key.slice(key.indexOf('=') + 1);
  const meant = nearest(text, [...values]) ?? [...values].find((value) => value.toLowerCase() === text.toLowerCase());
  if (meant !== undefined) return didYouMean(meant);
  if (values.size === 0) return 'No record of these rules carries such a value: --line N tells why a line is none.';
  const shown = [...values].slice(0, 10).join(', ');
  return values.size > 10 ? `Some of its values: ${shown}.` : `Its values: ${shown}.`;
}
