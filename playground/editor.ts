/** The rule editor: CodeMirror with the language service. */

import { acceptCompletion, autocompletion, type Completion, completionKeymap, snippetCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, drawSelection, EditorView, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import type { Client } from './client.ts';
import type { Coloured, Problem, Proposed } from './questions.ts';

/** The delay between a keystroke and the check of the text; milliseconds. */
const PAUSE = 120;

const setColours = StateEffect.define<readonly Coloured[]>();

const colours = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let now = before.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setColours)) continue;
      const marks = effect.value
        .filter(({ from, to }) => from < to)
        .map(({ from, to, type }) => Decoration.mark({ class: `t-${type}` }).range(from, to));
      now = Decoration.set(marks, true);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export class RuleEditor {
  readonly view: EditorView;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    parent: HTMLElement,
    private readonly client: Client,
    private readonly onProblems: (problems: readonly Problem[]) => void,
  ) {
    this.view = new EditorView({ parent, state: EditorState.create({ doc: '', extensions: this.extensions() }) });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(text: string) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  async format(): Promise<void> {
    const before = this.text;
    const changes = await this.client.ask('format', before);
    if (this.text === before) this.view.dispatch({ changes });
  }

  private extensions() {
    return [
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      bracketMatching(),
      EditorState.tabSize.of(2),
      EditorView.contentAttributes.of({ 'aria-label': 'Rules' }),
      colours,
      autocompletion({ override: [(context) => this.complete(context.pos, context.explicit, context.matchBefore(/[\w.:/]+$/))] }),
      hoverTooltip((_view, pos) => this.hover(pos)),
      keymap.of([{ key: 'Tab', run: acceptCompletion }, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.lookSoon();
      }),
    ];
  }

  private lookSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), PAUSE);
  }

  /** An answer for an outdated text is ignored: another check is under way. */
  private async look(): Promise<void> {
    const { text } = this;
    const { problems, colours: found } = await this.client.ask('look', text);
    if (this.text !== text) return;
    this.view.dispatch({ effects: setColours.of(found) });
    this.view.dispatch(setDiagnostics(this.view.state, problems.map(toDiagnostic)));
    this.onProblems(problems);
  }

  private async complete(offset: number, explicit: boolean, word: { text: string } | null) {
    if (!explicit && !word) return null;
    const found = await this.client.ask('complete', this.text, offset);
    const typed = /\w*$/.exec(word?.text ?? '')?.[0] ?? '';
    return found.length === 0 ? null : { from: offset - typed.length, options: found.map(toCompletion), validFor: /^\w*$/ };
  }

  private async hover(offset: number) {
    const found = await this.client.ask('hover', this.text, offset);
    if (!found) return null;
    const create = () => {
      const dom = document.createElement('div');
      dom.className = 'hover';
      dom.textContent = plainText(found.text);
      return { dom };
    };
    return { pos: found.from, end: found.to, create };
  }
}

function toDiagnostic({ from, to, severity, message, code, fixes }: Problem): Diagnostic {
  const actions = fixes.map(({ title, edits }) => ({ name: title, apply: (view: EditorView) => view.dispatch({ changes: edits }) }));
  return { from, to, severity, message, source: code, actions };
}

function toCompletion({ label, kind, detail, doc, text, form, rank }: Proposed): Completion {
  const completion: Completion = { label, type: kind, boost: -rank, apply: text };
  if (detail !== undefined) completion.detail = detail;
  if (doc !== undefined) completion.info = plainText(doc);
  if (form === undefined) return completion;
  // Placeholders are between ‹ and ›.
  return snippetCompletion(form.replace(/[#$]\{/g, '\\$&').replace(/‹([^›]*)›/g, '#{$1}'), completion);
}

/** The readable text of Markdown. */
function plainText(markdown: string): string {
  return markdown
    .replace(/^```\w*\n?/gm, '')
    .replaceAll('`', '')
    .trim();
}
