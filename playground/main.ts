/** The page: rules on the left, a log on the right, results below. */

import { examples } from 'corr:files';
import { counted } from '../src/runtime/outputs/figures.ts';
import { Client } from './client.ts';
import { RuleEditor } from './editor.ts';
import type { Problem } from './questions.ts';
import { fragmentOf, sharedIn } from './share.ts';
import { outcomeTable, summaryText, timeLine } from './views.ts';

function part<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`);
  return found;
}

const log = part('log', HTMLTextAreaElement);
const status = part('status', HTMLElement);
const problemText = part('problems', HTMLElement);
const choice = part('example', HTMLSelectElement);
const client = new Client();
const editor = new RuleEditor(part('rules', HTMLElement), client, showProblems);

function showProblems(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  problemText.textContent =
    problems.length === 0 ? 'No problems.' : `${counted(errors, 'error')}, ${counted(problems.length - errors, 'other problem')}.`;
}

async function run(): Promise<void> {
  status.textContent = 'Running …';
  try {
    const answer = await client.ask('run', editor.text, log.value);
    const rows = answer.outcomes ?? [];
    part('outcomes', HTMLElement).replaceChildren(...outcomeTable(rows, showLines));
    part('time', HTMLElement).replaceChildren(timeLine(rows));
    part('machine', HTMLElement).replaceChildren(...picture(answer.machine));
    status.textContent = summaryText(answer);
  } catch (error) {
    status.textContent = `A mistake of the program itself: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function picture(svg: string): Node[] {
  const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  return drawn.localName === 'svg' ? [document.importNode(drawn, true)] : [];
}

/** Selects a range of lines of the log, from the first to the last of these. */
function showLines(lines: readonly number[]): void {
  const starts = [0];
  for (let at = log.value.indexOf('\n'); at >= 0; at = log.value.indexOf('\n', at + 1)) starts.push(at + 1);
  const first = Math.min(...lines);
  log.focus();
  log.setSelectionRange(starts[first - 1] ?? 0, (starts[Math.max(...lines)] ?? log.value.length + 1) - 1);
  const lineHeight = Number.parseFloat(getComputedStyle(log).lineHeight);
  log.scrollTop = Math.max(0, (first - 3) * lineHeight);
}

async function share(): Promise<void> {
  const fragment = await fragmentOf({ rules: editor.text, log: log.value });
  history.replaceState(undefined, '', fragment);
  const copied = await navigator.clipboard?.writeText(location.href).then(
    () => true,
    () => false,
  );
  status.textContent = copied ? 'The link is copied. It carries rules and log.' : 'The address of this page now carries rules and log.';
}

function open(rules: string, text: string): void {
  editor.text = rules;
  log.value = text;
  void run();
}

function openExample(name: string): void {
  const example = examples.find((one) => one.name === name);
  if (!example) return;
  choice.value = name;
  open(example.rules, example.log);
}

async function openShared(): Promise<boolean> {
  const shared = await sharedIn(location.hash);
  if (shared) {
    choice.selectedIndex = -1;
    open(shared.rules, shared.log);
  } else if (location.hash.length > 1) status.textContent = 'This link is broken: it carries no rules.';
  return shared !== undefined;
}

for (const { name, title } of examples) choice.append(new Option(title, name));
choice.addEventListener('change', () => openExample(choice.value));
part('run', HTMLButtonElement).addEventListener('click', () => void run());
part('format', HTMLButtonElement).addEventListener('click', () => void editor.format());
part('share', HTMLButtonElement).addEventListener('click', () => void share());
addEventListener('hashchange', () => void openShared());
addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  void run();
});
if (!(await openShared())) openExample('ssh');
