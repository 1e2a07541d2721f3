/** The reference page of functions: the descriptions that editors show, and an example with its result. */

import { compile } from '../../src/dsl/compiler.ts';
import type { SummaryName } from '../../src/dsl/plan.ts';
import { type FunctionPage, functionPages, signatureOf, summaryPages } from '../../src/lsp/manual/functions.ts';
import { Engine } from '../../src/runtime/engine/engine.ts';
import type { Outcome } from '../../src/runtime/record.ts';
import { shownValue } from '../../src/runtime/trace/expression-text.ts';

const EXAMPLES: Readonly<Record<string, string>> = {
  lower: 'lower("GW-1")',
  upper: 'upper("gw-1")',
  trim: 'trim("  bob ")',
  length: 'length("bob")',
  substring: 'substring("2024-02-29", 0, 4)',
  replace: 'replace("a.b.c", ".", "/")',
  split: 'split("usr/local/bin", "/")',
  join: 'join(["a", "b"], ", ")',
  text: 'text(1h30m)',
  int: 'int("42")',
  float: 'float(90s)',
  ip: 'ip("2001:DB8::0:1")',
  time: 'time("2024-02-29T06:00:00Z")',
  duration: 'duration("1h30m")',
  days: 'days(36h)',
  hours: 'hours(90m)',
  minutes: 'minutes(90s)',
  seconds: 'seconds(250ms)',
  milliseconds: 'milliseconds(1.5s)',
  hour: 'hour(2024-02-29T23:30:00Z, "Europe/Paris")',
  minute: 'minute(2024-02-29T23:30:00Z)',
  weekday: 'weekday(2024-02-29T23:30:00Z)',
  date: 'date(2024-02-29T23:30:00Z, "Europe/Paris")',
  abs: 'abs(-3)',
  floor: 'floor(-2.5)',
  ceil: 'ceil(-2.5)',
  round: 'round(-2.5)',
  sqrt: 'sqrt(2.25)',
  pow: 'pow(2.0, 0.5)',
  log: 'log(0.0)',
  least: 'least(3, 1, 2)',
  greatest: 'greatest(5m, 300s, 1h)',
  distance: 'round(distance(48.8566, 2.3522, 52.52, 13.405))',
  private: 'private(ip("192.168.1.20"))',
  network: 'network(ip("2001:db8:0:7::1"), 24, 64)',
};

const SUMMARIES: Readonly<Record<SummaryName, string>> = {
  count: 'count(sshd.failed, 10m)',
  sum: 'sum(paid.amount where currency == "EUR")',
  avg: 'avg(request.took)',
  min: 'min(request.took)',
  max: 'max(request.took)',
  first: 'first(addr)',
  last: 'last(try.user)',
  distinct: 'distinct(sshd.failed.user, 1h)',
  list: 'list(sshd.failed.user, 20)',
  p50: 'p50(checkout.success.duration)',
  p95: 'p95(checkout.success.duration)',
  p99: 'p99(checkout.success.duration)',
};

export function functionsPage(): string {
  return `# Functions

They can be used in any expression. If an argument is missing, the result is missing; if the result is marked \`?\`, it is also missing for an argument that means nothing to the function, as is a part of a time in a zone that does not exist.

| function | | example |
|---|---|---|
${functionPages.map((page) => row(page, resultOf(exampleOf(page, EXAMPLES)))).join('\n')}

## Summaries

They summarise the records of a transaction or of a window. Their argument is a step, a record or a field, which may have its own \`where\`; missing values are skipped. Of no values, \`min max avg first last\` and percentiles are missing, so that a comparison with them is false: \`max(query.took) ?? 0s\`. The float of 0.1 is not exactly a tenth, nor is a sum of such; compare sums of money in cents: \`round(100 * sum(paid.amount)) == round(100 * bill.amount)\`. Sums and counts are exact up to 2^53, sums of floats up to 10^288; beyond that they are missing. With a duration as the last argument a summary looks back over the rule's first key, whether or not a transaction is open: \`count(sshd.failed, 10m)\`.

| summary | | example |
|---|---|---|
${summaryPages.map(summaryRow).join('\n')}
`;
}

function row(page: FunctionPage, example: string): string {
  return `| \`${signatureOf(page)}\` | ${page.doc} | ${example} |`;
}

/** What all summaries have in common is described once, above. */
function summaryRow(page: FunctionPage): string {
  const params = page.params.map(({ name, optional }) => `${name}${optional ? '?' : ''}`).join(', ');
  const [first = ''] = page.doc.split(' With a duration');
  return `| \`${page.name}(${params}): ${page.result}\` | ${first} | \`${exampleOf(page, SUMMARIES)}\` |`;
}

/** @throws Error if there is no example. */
function exampleOf({ name }: FunctionPage, examples: Readonly<Record<string, string>>): string {
  const example = examples[name];
  if (example === undefined) throw new Error(`The function '${name}' has no example.`);
  return example;
}

/** The result of the engine. */
function resultOf(expression: string): string {
  const rules = `records app from json { any = {} }\nwindow w { fire on app.any when true emit { it = ${expression} } }\n`;
  const { plan, diagnostics } = compile({ read: () => rules }, ['example.corr']);
  if (!plan) throw new Error(`${expression}: ${diagnostics.map(({ message }) => message).join(' ')}`);
  const outcomes: Outcome[] = [];
  const engine = new Engine(plan, { onOutcome: (outcome) => outcomes.push(outcome) });
  engine.accept(0, [{ record: 0, time: 0, weight: 1, values: [], source: 0, line: 1 }]);
  const type = plan.rules[0]?.reporting.emit[0]?.type;
  return `\`${expression}\` is \`${shownValue(outcomes[0]?.fields.get('it'), type)}\``;
}
