/** Errors that only follow from other errors: what could not be read, or has no value, seems to be missing elsewhere. */

import type { Binding } from './ast.ts';
import { type Diagnostic, errorsByFile } from './diagnostic.ts';
import type { Module } from './imports.ts';
import type { Lost } from './parser/blocks.ts';
import { firstFrom } from './search.ts';
import { childrenOf, type Node } from './tree.ts';

const NAMES = /[A-Za-z_][A-Za-z0-9_]*/g;
const PATH = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/**
 * Removes what is said about a construct that could not be read as a whole, about names that may be declared in the text
 * that was skipped, and about names whose value, further up, has an error. What remains of errors is never nothing.
 */
export function withoutConsequences(diagnostics: readonly Diagnostic[], modules: readonly Module[]): Diagnostic[] {
  const errors = errorsByFile(diagnostics);
  if (errors.size === 0) return [...diagnostics];
  const syntax = new Set(modules.flatMap(({ parsed }) => parsed.diagnostics));
  const skipped = new Set(modules.flatMap(skippedNames));
  const broken = new Broken(modules, errors);
  const byPath = new Map(modules.map((module) => [module.path, module]));
  return diagnostics.filter((diagnostic) => {
    const module = byPath.get(diagnostic.file);
    if (!module || syntax.has(diagnostic)) return true;
    const names = namesIn(module, diagnostic);
    const lost = lostAt(diagnostic.start, module.parsed.lost);
    // In an item that was read, names may be read wrongly, as in `app.done/x`; what else is wrong in it is.
    if (lost && (names.length > 0 || !lost.isBehind)) return false;
    return !names.some((name) => skipped.has(name) || broken.explains(diagnostic, module, name));
  });
}

function skippedNames({ source, parsed }: Module): string[] {
  return parsed.lost.flatMap(({ failed, end }) => source.text.slice(failed, end).match(NAMES) ?? []);
}

/** The parts of a path that an error is about; none if it is about more. */
function namesIn({ source }: Module, { start, end }: Diagnostic): string[] {
  const text = source.text.slice(start, end);
  return PATH.test(text) ? text.split('.') : [];
}

/** The range around a place; the ranges are in order and do not overlap. */
function lostAt(offset: number, lost: readonly Lost[]): Lost | undefined {
  const around = lost[firstFrom(lost, offset + 1, ({ end }) => end)];
  return around && around.start <= offset ? around : undefined;
}

/** The bindings, as in `emit { took = … }`, whose values contain an error. */
class Broken {
  /** Where the first of each name ends. */
  private readonly ends = new Map<string, { order: number; end: number }>();
  /** In text order. */
  private readonly bindings = new Map<Module, Binding[]>();
  private readonly order: Map<Module, number>;

  constructor(modules: readonly Module[], errors: ReadonlyMap<string, readonly number[]>) {
    this.order = new Map(modules.map((module, order) => [module, order]));
    for (const module of modules) {
      const starts = errors.get(module.path);
      if (starts) this.collect(module, starts);
    }
  }

  private collect(module: Module, errors: readonly number[]): void {
    const bindings = bindingsIn(module.parsed.file);
    this.bindings.set(module, bindings);
    for (const { name, end } of bindings) {
      const first = errors[firstFrom(errors, name.end, (start) => start)];
      if (first !== undefined && first < end && !this.ends.has(name.text)) this.ends.set(name.text, { order: this.orderOf(module), end });
    }
  }

  private orderOf(module: Module): number {
    return this.order.get(module) ?? 0;
  }

  /**
   * Whether a name seems to be missing because its value has an error. Only one further up counts, so that none is
   * explained by itself; and no binding sees the others of its rule.
   */
  explains({ code, start }: Diagnostic, module: Module, name: string): boolean {
    const broken = this.ends.get(name);
    if (!broken || !(code === 'unknown-field' || (code === 'unknown-name' && !this.isBound(module, start)))) return false;
    const order = this.orderOf(module);
    return broken.order < order || (broken.order === order && broken.end <= start);
  }

  private isBound(module: Module, offset: number): boolean {
    const bindings = this.bindings.get(module) ?? [];
    const around = bindings[firstFrom(bindings, offset + 1, ({ end }) => end)];
    return around !== undefined && around.start <= offset;
  }
}

function bindingsIn(node: Node): Binding[] {
  return node.kind === 'Binding' ? [node] : childrenOf(node).flatMap(bindingsIn);
}
