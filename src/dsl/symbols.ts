/** Name resolution: the declarations of each file, and the names that it imports. */

import type { FormatDecl, ImportAlias, ImportDecl, Name, ParamDecl, RecordDecl, RecordsDecl, TableDecl } from './ast.ts';
import type { RuleDecl } from './ast-rules.ts';
import { type ArgsOf, type Code, catalogue } from './catalogue.ts';
import type { Edit } from './diagnostic.ts';
import type { Module } from './imports.ts';

interface SymbolOf<Kind, Declaration> {
  kind: Kind;
  name: string;
  module: Module;
  decl: Declaration;
}

export type FormatSymbol = SymbolOf<'format', FormatDecl>;
export type ParamSymbol = SymbolOf<'param', ParamDecl>;
export type TableSymbol = SymbolOf<'table', TableDecl>;
export type RuleSymbol = SymbolOf<'rule', RuleDecl>;
export type GroupSymbol = SymbolOf<'group', RecordsDecl> & { records: Map<string, RecordSymbol> };
export type RecordSymbol = SymbolOf<'record', RecordDecl> & { group: GroupSymbol };
export type TopSymbol = FormatSymbol | ParamSymbol | TableSymbol | RuleSymbol | GroupSymbol;
export type AnySymbol = TopSymbol | RecordSymbol;

/** Kinds in different spaces do not clash: a format and a group may share a name. */
const SPACES = { format: 0, param: 1, table: 1, rule: 2, group: 2 } as const;
type Kind = keyof typeof SPACES;

/** The names visible in one file. */
export class FileScope {
  private readonly spaces = [0, 1, 2].map(() => new Map<string, { symbol: TopSymbol; alias?: ImportAlias }>());
  private readonly usedAliases = new Set<ImportAlias>();
  /** Names that failed imports would have brought in. */
  readonly lost = new Set<string>();
  /** Groups that were offered to be imported from a library. */
  private readonly offered = new Set<string>();

  constructor(
    readonly module: Module,
    /** The used symbols of the whole program. */
    private readonly used: Set<AnySymbol>,
  ) {}

  /** The symbol of one of these kinds, which is marked as used. */
  find<K extends Kind>(name: Name, ...kinds: K[]): Extract<TopSymbol, { kind: K }> | undefined {
    for (const kind of kinds) {
      const found = this.spaces[SPACES[kind]]?.get(name.text);
      if (found?.symbol.kind !== kind) continue;
      if (found.alias) this.usedAliases.add(found.alias);
      this.use(found.symbol);
      return found.symbol as Extract<TopSymbol, { kind: K }>;
    }
    return undefined;
  }

  /** As `find`, without marking it as used. */
  peek<K extends Kind>(name: string, ...kinds: K[]): Extract<TopSymbol, { kind: K }> | undefined {
    for (const kind of kinds) {
      const symbol = this.spaces[SPACES[kind]]?.get(name)?.symbol;
      if (symbol?.kind === kind) return symbol as Extract<TopSymbol, { kind: K }>;
    }
    return undefined;
  }

  use(symbol: AnySymbol): void {
    this.used.add(symbol);
  }

  /** Names of these kinds, for "did you mean". */
  names(...kinds: Kind[]): string[] {
    const spaces = [...new Set(kinds.map((kind) => SPACES[kind]))];
    return spaces.flatMap((space) =>
      [...(this.spaces[space] ?? [])].filter(([, { symbol }]) => kinds.includes(symbol.kind)).map(([name]) => name),
    );
  }

  /** A record of this name, with the group it is in, such as `app.paid`. */
  recordNamed(name: string): string | undefined {
    for (const [group, { symbol }] of this.spaces[SPACES.group] ?? []) {
      if (symbol.kind === 'group' && symbol.records.has(name)) return `${group}.${name}`;
    }
    return undefined;
  }

  /** All symbols that it declares itself. */
  own(): TopSymbol[] {
    return this.spaces.flatMap((space) => [...space.values()].filter(({ alias }) => !alias).map(({ symbol }) => symbol));
  }

  /** Reports that nothing of these kinds has a name, unless a failed import would have provided it. */
  unknown<C extends Code>(name: Name, code: C, args: ArgsOf<C>, ...kinds: Kind[]): void {
    if (name.text !== '' && !this.lost.has(name.text)) this.module.report.unknown(name, code, args, name.text, () => this.names(...kinds));
  }

  /**
   * As `unknown`, for a group of records or a rule. If a library has such a group, the first use offers to import it.
   * @param others what else the name may be misspelt for
   */
  unknownGroup(name: Name, others: Iterable<string> = []): void {
    if (name.text === '' || this.lost.has(name.text)) return;
    const { report, libraries } = this.module;
    const library = libraries.declaring(name.text);
    if (library === undefined) {
      const isFormat = this.names('format').includes(name.text);
      const help = isFormat ? `It is a format: name a group of its records. ${catalogue['unknown-group'].help}` : undefined;
      report.unknown(name, 'unknown-group', [name.text], name.text, () => [...this.names('group', 'rule'), ...others], help);
      return;
    }
    const declaration = importOf(name.text, library);
    const fixes = this.offered.has(name.text) ? [] : [{ title: `Import it from "${library}"`, edits: [this.importing(declaration)] }];
    this.offered.add(name.text);
    report.add(name, 'unknown-group', [name.text], { help: libraryHas(declaration), fixes });
  }

  /** Adds an import after the others. */
  private importing(declaration: string): Edit {
    const { parsed, path: file } = this.module;
    const last = parsed.file.declarations.findLast(({ kind }) => kind === 'ImportDecl');
    return last
      ? { file, start: last.end, end: last.end, text: `\n${declaration}` }
      : { file, start: 0, end: 0, text: `${declaration}\n\n` };
  }

  isUsed(alias: ImportAlias): boolean {
    return this.usedAliases.has(alias);
  }

  /** Adds a name; returns the symbol that already had it, which stays. */
  add(name: string, symbol: TopSymbol, alias?: ImportAlias): TopSymbol | undefined {
    const space = this.spaces[SPACES[symbol.kind]];
    const before = space?.get(name);
    if (before) return before.symbol;
    space?.set(name, alias ? { symbol, alias } : { symbol });
    return undefined;
  }

  /** What a file that imports a name gets: all symbols with it, of any kind. */
  exported(name: string): TopSymbol[] {
    return this.spaces.flatMap((space) => {
      const found = space.get(name);
      return found && !found.alias ? [found.symbol] : [];
    });
  }

  /** Reports an import of what this file does not declare, and which library declares it. */
  notExported(name: Name, { report, libraries }: Module): void {
    const library = libraries.declaring(name.text);
    if (library === undefined) {
      const known = () => this.own().map((symbol) => symbol.name);
      report.unknown(name, 'unknown-import', [name.text, this.module.path], name.text, known);
    } else {
      report.add(name, 'unknown-import', [name.text, this.module.path], { help: libraryHas(importOf(name.text, library)) });
    }
  }
}

const importOf = (name: string, library: string): string => `import { ${name} } from "${library}"`;
const libraryHas = (declaration: string): string => `A library has it: ${declaration}`;

export interface Symbols {
  scopes: Map<Module, FileScope>;
  used: Set<AnySymbol>;
  /** Rules imported by name, or declared in an entry file. */
  wanted: Set<RuleSymbol>;
}

/** Declares and imports names; imported files come first. */
export function resolveSymbols(modules: readonly Module[]): Symbols {
  const symbols: Symbols = { scopes: new Map(), used: new Set(), wanted: new Set() };
  for (const module of modules) {
    const scope = new FileScope(module, symbols.used);
    symbols.scopes.set(module, scope);
    declareAll(module, scope);
    for (const declaration of module.parsed.file.declarations) {
      if (declaration.kind === 'ImportDecl') importNames(scope, symbols, declaration, module.imports.get(declaration));
    }
    for (const symbol of scope.own()) if (module.entry && symbol.kind === 'rule') symbols.wanted.add(symbol);
  }
  return symbols;
}

function declareAll(module: Module, scope: FileScope): void {
  for (const declaration of module.parsed.file.declarations) {
    const symbol = symbolOf(module, declaration);
    if (!symbol || symbol.name === '') continue;
    const before = scope.add(symbol.name, symbol);
    if (before) reportTwice(module, symbol, before);
  }
}

function symbolOf(module: Module, decl: Module['parsed']['file']['declarations'][number]): TopSymbol | undefined {
  switch (decl.kind) {
    case 'ParamDecl':
      return { kind: 'param', name: decl.name.text, module, decl };
    case 'TableDecl':
      return { kind: 'table', name: decl.name.text, module, decl };
    case 'FormatDecl':
      return { kind: 'format', name: decl.name.text, module, decl };
    case 'RecordsDecl':
      return groupOf(module, decl);
    case 'TransactionDecl':
    case 'WindowDecl':
    case 'ScheduleDecl':
      return { kind: 'rule', name: decl.name.text, module, decl };
    default:
      return undefined;
  }
}

function groupOf(module: Module, decl: RecordsDecl): GroupSymbol {
  const group: GroupSymbol = { kind: 'group', name: decl.name.text, module, decl, records: new Map() };
  for (const record of decl.records) {
    const name = record.name.text;
    if (name === '') continue;
    const symbol: RecordSymbol = { kind: 'record', name: `${group.name}.${name}`, module, decl: record, group };
    const before = group.records.get(name);
    if (before) reportTwice(module, symbol, before);
    else group.records.set(name, symbol);
  }
  return group;
}

function reportTwice(module: Module, symbol: AnySymbol, before: AnySymbol): void {
  const first = before.module.report.related(before.decl.name, 'It is declared here first.');
  module.report.add(symbol.decl.name, 'duplicate-name', [symbol.name], { related: [first] });
}

/** @param from absent if there is no such file, which was reported */
function importNames(scope: FileScope, symbols: Symbols, declaration: ImportDecl, from: Module | undefined): void {
  const exporter = from && symbols.scopes.get(from);
  for (const alias of declaration.names) {
    if (alias.name.text === '') continue;
    const found = exporter?.exported(alias.name.text) ?? [];
    const name = alias.as ?? alias.name;
    if (found.length === 0) {
      scope.lost.add(name.text);
      exporter?.notExported(alias.name, scope.module);
      // One of these was probably meant.
      for (const other of exporter?.own() ?? []) scope.lost.add(other.name);
    }
    for (const symbol of found) {
      const before = scope.add(name.text, symbol, alias);
      if (before && before !== symbol) scope.module.report.add(name, 'duplicate-name', [name.text]);
      scope.use(symbol);
      if (symbol.kind === 'rule' && scope.module.entry) symbols.wanted.add(symbol);
    }
  }
}

/**
 * All symbols but groups are known by name outside of their file, so that names must be unique in a program. Of rules
 * only those that run count: a library may contain one with the name of the program's own.
 */
export function reportSharedNames({ scopes }: Symbols, running: ReadonlySet<RuleSymbol>): void {
  const known = new Map<string, TopSymbol>();
  for (const scope of scopes.values()) {
    for (const symbol of scope.own()) {
      if (symbol.kind === 'group' || (symbol.kind === 'rule' && !running.has(symbol))) continue;
      const before = known.get(`${symbol.kind} ${symbol.name}`);
      if (before) reportTwice(symbol.module, symbol, before);
      else known.set(`${symbol.kind} ${symbol.name}`, symbol);
    }
  }
}
