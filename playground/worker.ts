/** The worker: the language service and the engine, the same as in the program. */

import { examples, libraries } from 'corr:files';
import type { SourceReader } from '../src/dsl/imports.ts';
import { Workspace } from '../src/dsl/workspace.ts';
import { LanguageService } from '../src/lsp/service.ts';
import type { Answered, Asked, Questions } from './questions.ts';
import { runRules } from './run.ts';

const RULES = 'rules.corr';

const files = new Map(Object.entries(libraries));
for (const example of examples) for (const [name, text] of Object.entries(example.files)) files.set(name, text);
const reader: SourceReader = {
  read: (path) => files.get(path),
  libraries: () => Object.keys(libraries).map((path) => path.replace(/\.corr$/, '')),
};
const workspace = new Workspace(reader);
const service = new LanguageService(workspace);

function put(rules: string): void {
  if (workspace.text(RULES) !== rules) workspace.update(RULES, rules);
}

const answers: Questions = {
  look(rules) {
    put(rules);
    const problems = service.diagnostics(RULES).map(({ start, end, severity, message, help, code, fixes = [] }) => ({
      from: start,
      to: end,
      severity,
      message: help === undefined ? message : `${message}\n${help}`,
      code,
      fixes: fixes.map(({ title, edits }) => ({
        title,
        edits: edits.map((edit) => ({ from: edit.start, to: edit.end, insert: edit.text })),
      })),
    }));
    return { problems, colours: service.semanticTokens(RULES).map(({ start, end, type }) => ({ from: start, to: end, type })) };
  },

  complete(rules, offset) {
    put(rules);
    const found = service.completion(RULES, offset);
    const [first] = found;
    const options = found.map(({ label, kind, detail, doc, text, form, rank }) => ({ label, kind, detail, doc, text, form, rank }));
    return first && { from: first.replace.start, options };
  },

  hover(rules, offset) {
    put(rules);
    const found = service.hover(RULES, offset);
    return found && { from: found.start, to: found.end, text: found.markdown };
  },

  format(rules) {
    put(rules);
    return service.format(RULES).map(({ start, end, text }) => ({ from: start, to: end, insert: text }));
  },

  run(rules, log) {
    put(rules);
    return runRules(workspace.compiled(RULES), log, (path) => files.get(path));
  },
};

/** The members used of a worker's global object. */
interface WorkerScope {
  onmessage: ((event: { data: Asked }) => void) | null;
  postMessage(answer: Answered): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = async ({ data: { id, question, arguments: given } }) => {
  try {
    const answer = await (answers[question] as (...given: unknown[]) => unknown)(...given);
    scope.postMessage({ id, answer });
  } catch (error) {
    scope.postMessage({ id, fault: error instanceof Error ? error.message : String(error) });
  }
};
