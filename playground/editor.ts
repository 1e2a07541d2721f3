/** The rule editor: CodeMirror with the language service. */

import { acceptCompletion, autocompletion, type Completion, completionKeymap, snippetCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, drawSelection, EditorView, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { plainText } from '../src/lsp/plain-text.ts';
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
      autocompletion({
        override: [(context) => this.complete(context.pos, context.explicit || context.matchBefore(/[\w.:/]+$/) !== null)],
      }),
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

  private async complete(offset: number, isWanted: boolean) {
    if (!isWanted) return null;
    const found = await this.client.ask('complete', this.text, offset);
    return found ? { from: found.from, options: found.options.map(toCompletion), validFor: /^\w*$/ } : null;
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
  return form === undefined ? completion : snippetCompletion(snippetOf(form), completion);
}

/**
 * A form, whose placeholders are between ‹ and ›, as a snippet of CodeMirror. Numbers keep those of one name apart; the
 * name of a numbered one cannot have braces.
 */
function snippetOf(form: string): string {
  let stop = 0;
  return form.replace(/‹([^›]*)›/g, (_, inner: string) => {
    const [first = ''] = inner.split('|');
    return /[{}]/.test(first) ? `#{${first.replace(/[{}]/g, '\\$&')}}` : `#{${++stop}:${first}}`;
  });
}
