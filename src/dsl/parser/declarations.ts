import type { Column, Declaration, FileNode, FormatDecl, ImportAlias, ImportDecl, Multiline, ParamDecl, TableDecl } from '../ast.ts';
import type { Expr } from '../ast-expressions.ts';
import { Ident, Int, Name, QuotedName, sign, Word, word } from '../tokens.ts';
import { type Grammar, member } from './base.ts';
import { RecordParser } from './records.ts';

/** Declarations, and files of them. */
export class DeclarationParser extends RecordParser {
  constructor(grammar: Grammar = 'choices') {
    super(grammar);
    this.performSelfAnalysis();
  }

  readonly file = this.RULE('file', (into: FileNode) => {
    this.declarations(() => this.SUBRULE(this.declaration, { ARGS: [into?.declarations] }));
  });

  /** A standalone expression, as in the braces of a message. */
  readonly lone = this.RULE('lone', (): Expr | undefined => this.alone(() => this.SUBRULE(this.expr)));

  private readonly declaration = this.RULE('declaration', (into: Declaration[]) => {
    const values = [this.importDecl, this.paramDecl, this.tableDecl, this.formatDecl, this.recordsDecl];
    const rules = [this.transactionDecl, this.windowDecl, this.scheduleDecl];
    this.OR(this.oneOf(into, [...values, ...rules, this.testDecl]));
  });

  /** 'import' '{' [ alias { ',' alias } [ ',' ] ] '}' 'from' STRING */
  private readonly importDecl = this.RULE('importDecl', (into: Declaration[]) => {
    this.open<ImportDecl>(into, { kind: 'ImportDecl', names: [] }, (node) => {
      this.CONSUME(word('import'));
      this.CONSUME(sign('{'));
      this.list('}', () => this.SUBRULE(this.alias, { ARGS: [node.names] }));
      this.part(node, 'from', () => this.SUBRULE(this.string));
    });
  });

  /** Word [ 'as' Word ] */
  private readonly alias = this.RULE('alias', (into: ImportAlias[]) => {
    this.open<ImportAlias>(into, { kind: 'ImportAlias', name: this.absentName() }, (node) => {
      node.name = this.nameOf(this.CONSUME(Word));
      this.OPTION(() => this.part(node, 'as', () => this.nameOf(this.CONSUME1(Word))));
    });
  });

  /** 'param' NAME [ ':' type ] ( '=' expr | 'from' STRING ) */
  private readonly paramDecl = this.RULE('paramDecl', (into: Declaration[]) => {
    this.open<ParamDecl>(into, { kind: 'ParamDecl', name: this.absentName() }, (node) => {
      this.CONSUME(word('param'));
      node.name = this.SUBRULE(this.plainName);
      this.OPTION(() => {
        this.CONSUME(sign(':'));
        node.type = this.SUBRULE(this.type);
      });
      this.SUBRULE(this.paramValue, { ARGS: [node] });
    });
  });

  private readonly paramValue = this.filling('paramValue', (node: ParamDecl) => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(sign('='));
          node.value = this.SUBRULE(this.expr);
        },
      },
      { ALT: () => this.part(node, 'from', () => this.SUBRULE(this.string)) },
    ]);
  });

  /** A name that is not a word of the language. */
  private readonly plainName = this.RULE('plainName', () => this.nameOf(this.pick(0, [Name, QuotedName])));

  /** 'table' Ident '(' column { ',' column } ')' 'from' STRING */
  private readonly tableDecl = this.RULE('tableDecl', (into: Declaration[]) => {
    this.open<TableDecl>(into, { kind: 'TableDecl', name: this.absentName(), columns: [] }, (node) => {
      this.CONSUME(word('table'));
      node.name = this.nameOf(this.CONSUME(Ident));
      this.CONSUME(sign('('));
      this.SUBRULE(this.column, { ARGS: [node.columns] });
      this.MANY(() => {
        this.CONSUME(sign(','));
        this.SUBRULE1(this.column, { ARGS: [node.columns] });
      });
      this.CONSUME(sign(')'));
      this.part(node, 'from', () => this.SUBRULE(this.string));
    });
  });

  private readonly column = this.RULE('column', (into: Column[]) => {
    this.open<Column>(into, { kind: 'Column', name: this.absentName() }, (node) => {
      node.name = this.nameOf(this.CONSUME(Word));
      this.CONSUME(sign(':'));
      node.type = this.SUBRULE(this.type);
    });
  });

  /** 'format' Ident '=' ( STRING | Word ) { multiline | zone | ( 'time' | 'message' ) path } */
  private readonly formatDecl = this.RULE('formatDecl', (into: Declaration[]) => {
    this.open<FormatDecl>(into, { kind: 'FormatDecl', name: this.absentName(), time: [] }, (node) => {
      this.CONSUME(word('format'));
      node.name = this.nameOf(this.CONSUME(Ident));
      this.CONSUME(sign('='));
      node.base = this.SUBRULE(this.formatBase);
      this.MANY(() => this.SUBRULE(this.formatPart, { ARGS: [node] }));
    });
  });

  private readonly formatBase = this.RULE(
    'formatBase',
    (): NonNullable<FormatDecl['base']> =>
      this.OR<NonNullable<FormatDecl['base']>>([{ ALT: () => this.SUBRULE(this.string) }, { ALT: () => this.nameOf(this.CONSUME(Word)) }]),
  );

  private readonly formatPart = this.filling('formatPart', (node: FormatDecl) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.multiline, { ARGS: [node] }) },
      { ALT: () => this.part(node, 'zone', () => this.SUBRULE(this.string)) },
      {
        ALT: () => {
          this.CONSUME(word('time'));
          node.time.push(this.SUBRULE(this.path));
        },
      },
      { ALT: () => this.part(node, 'message', () => this.SUBRULE1(this.path)) },
    ]);
  });

  /** 'multiline' 'starts' REGEX { 'idle' duration | 'max' INT 'lines' } */
  private readonly multiline = this.filling('multiline', (into: FormatDecl) => {
    this.saidOnce(into.multiline);
    this.open<Multiline>(member(into, 'multiline'), { kind: 'Multiline' }, (node) => {
      this.CONSUME(word('multiline'));
      this.part(node, 'starts', () => this.SUBRULE(this.regex));
      this.MANY(() => this.SUBRULE(this.multilinePart, { ARGS: [node] }));
    });
  });

  private readonly multilinePart = this.filling('multilinePart', (node: Multiline) => {
    this.OR([
      { ALT: () => this.part(node, 'idle', () => this.SUBRULE(this.duration)) },
      {
        ALT: () => {
          this.saidOnce(node.maxLines);
          this.CONSUME(word('max'));
          node.maxLines = this.numberOf(this.CONSUME(Int));
          this.CONSUME(word('lines'));
        },
      },
    ]);
  });
}
