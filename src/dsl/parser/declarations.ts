import type {
  Column,
  Constant,
  Declaration,
  FileNode,
  FormatDecl,
  ImportAlias,
  ImportDecl,
  Multiline,
  ObjectField,
  ObjectPattern,
  ParamDecl,
  Path,
  Pattern,
  RecordDecl,
  RecordsDecl,
  Refinement,
  StringLiteral,
  TableDecl,
  TypeNode,
} from '../ast.ts';
import type { BooleanLiteral, Expr, NoneLiteral } from '../ast-expressions.ts';
import type { ScheduleDecl, TransactionDecl, WindowDecl } from '../ast-rules.ts';
import { Ident, Int, Member, Name, QuotedName, RecordName, sign, Word, word } from '../tokens.ts';
import { endOf, spanOf } from './base.ts';
import { RECORDS, SCHEDULE, TRANSACTION, WINDOW } from './heads.ts';
import { TestParser } from './test-blocks.ts';

/** Declarations, and the file that they make. */
export class DeclarationParser extends TestParser {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  readonly file = this.RULE('file', (into: FileNode) => {
    this.declarations(() => this.SUBRULE(this.declaration, { ARGS: [into?.declarations] }));
  });

  /** An expression on its own, as in the braces of a message. */
  readonly lone = this.RULE('lone', (): Expr | undefined => this.alone(() => this.SUBRULE(this.expr)));

  private readonly declaration = this.RULE('declaration', (into: Declaration[]) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.importDecl, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.paramDecl, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.tableDecl, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.formatDecl, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.recordsDecl, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.transactionDecl, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.windowDecl, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.scheduleDecl, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.testDecl, { ARGS: [into] }) },
    ]);
  });

  // ── import, param, table, format ──

  /** 'import' '{' [ alias { ',' alias } [ ',' ] ] '}' 'from' STRING */
  private readonly importDecl = this.RULE('importDecl', (into: Declaration[]) => {
    this.open<ImportDecl>(into as ImportDecl[], { kind: 'ImportDecl', names: [] }, (node) => {
      this.CONSUME(word('import'));
      this.CONSUME(sign('{'));
      let more = true;
      this.MANY({
        GATE: () => more,
        DEF: () => {
          this.SUBRULE(this.alias, { ARGS: [node.names] });
          more = false;
          this.OPTION(() => {
            more = this.comma();
          });
        },
      });
      this.CONSUME(sign('}'));
      this.CONSUME(word('from'));
      node.from = this.SUBRULE(this.string);
    });
  });

  /** Word [ 'as' Word ] */
  private readonly alias = this.RULE('alias', (into: ImportAlias[]) => {
    this.open<ImportAlias>(into, { kind: 'ImportAlias', name: this.absentName() }, (node) => {
      node.name = this.nameOf(this.CONSUME(Word));
      this.OPTION(() => {
        this.CONSUME(word('as'));
        node.as = this.nameOf(this.CONSUME1(Word));
      });
    });
  });

  /** 'param' NAME [ ':' type ] ( '=' expr | 'from' STRING ) */
  private readonly paramDecl = this.RULE('paramDecl', (into: Declaration[]) => {
    this.open<ParamDecl>(into as ParamDecl[], { kind: 'ParamDecl', name: this.absentName() }, (node) => {
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
      {
        ALT: () => {
          this.CONSUME(word('from'));
          node.from = this.SUBRULE(this.string);
        },
      },
    ]);
  });

  /** A name that is no word of the language. */
  private readonly plainName = this.RULE('plainName', () => {
    const token = this.pick(0, [Name, QuotedName]);
    return this.nameOf(token);
  });

  /** 'table' Ident '(' column { ',' column } ')' 'from' STRING */
  private readonly tableDecl = this.RULE('tableDecl', (into: Declaration[]) => {
    this.open<TableDecl>(into as TableDecl[], { kind: 'TableDecl', name: this.absentName(), columns: [] }, (node) => {
      this.CONSUME(word('table'));
      node.name = this.nameOf(this.CONSUME(Ident));
      this.CONSUME(sign('('));
      this.SUBRULE(this.column, { ARGS: [node.columns] });
      this.MANY(() => {
        this.CONSUME(sign(','));
        this.SUBRULE1(this.column, { ARGS: [node.columns] });
      });
      this.CONSUME(sign(')'));
      this.CONSUME(word('from'));
      node.from = this.SUBRULE(this.string);
    });
  });

  private readonly column = this.RULE('column', (into: Column[]) => {
    this.open<Column>(into, { kind: 'Column', name: this.absentName() }, (node) => {
      node.name = this.nameOf(this.CONSUME(Word));
      this.CONSUME(sign(':'));
      node.type = this.SUBRULE(this.type);
    });
  });

  /** Word [ '(' type ')' ] [ '?' ] */
  private readonly type = this.RULE('type', (): TypeNode => {
    const name = this.nameOf(this.CONSUME(Word));
    const node: TypeNode = { kind: 'Type', name, optional: false, start: name.start, end: name.end };
    this.OPTION(() => {
      this.CONSUME(sign('('));
      node.of = this.SUBRULE(this.type);
      node.end = endOf(this.CONSUME(sign(')')));
    });
    this.OPTION1(() => {
      node.end = endOf(this.CONSUME(sign('?')));
      node.optional = true;
    });
    return node;
  });

  /** 'format' Ident '=' ( STRING | Word ) { multiline | zone | ( 'time' | 'message' ) path } */
  private readonly formatDecl = this.RULE('formatDecl', (into: Declaration[]) => {
    this.open<FormatDecl>(into as FormatDecl[], { kind: 'FormatDecl', name: this.absentName(), time: [] }, (node) => {
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
      {
        ALT: () => {
          this.CONSUME(word('zone'));
          node.zone = this.SUBRULE(this.string);
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('time'));
          node.time.push(this.SUBRULE(this.path));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('message'));
          node.message = this.SUBRULE1(this.path);
        },
      },
    ]);
  });

  /** 'multiline' 'starts' REGEX { 'idle' duration | 'max' INT 'lines' } */
  private readonly multiline = this.filling('multiline', (into: FormatDecl) => {
    const node: Multiline = { kind: 'Multiline', ...spanOf(this.CONSUME(word('multiline'))) };
    into.multiline = node;
    this.CONSUME(word('starts'));
    node.starts = this.SUBRULE(this.regex);
    this.MANY(() => this.SUBRULE(this.multilinePart, { ARGS: [node] }));
    node.end = this.endOfLast();
  });

  private readonly multilinePart = this.filling('multilinePart', (node: Multiline) => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('idle'));
          node.idle = this.SUBRULE(this.duration);
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('max'));
          const token = this.CONSUME(Int);
          node.maxLines = { kind: 'NumberLiteral', value: Number(token.image), integer: true, ...spanOf(token) };
          this.CONSUME(word('lines'));
        },
      },
    ]);
  });

  // ── records ──

  /** 'records' Ident 'from' Word refine '{' { record } '}' */
  private readonly recordsDecl = this.RULE('recordsDecl', (into: Declaration[]) => {
    const empty = { name: this.absentName(), format: this.absentName(), records: [], where: [], lets: [] };
    this.open<RecordsDecl>(into as RecordsDecl[], { kind: 'RecordsDecl', ...empty }, (node) => {
      this.CONSUME(word('records'));
      this.block(
        RECORDS,
        () => {
          node.name = this.nameOf(this.CONSUME(Ident));
          this.CONSUME(word('from'));
          node.format = this.nameOf(this.CONSUME(Word));
          this.SUBRULE(this.refine, { ARGS: [node] });
        },
        () => this.SUBRULE(this.record, { ARGS: [node.records] }),
      );
    });
  });

  /** { where | 'let' binding { ',' binding } | 'weight' expr } */
  private readonly refine = this.filling('refine', (node: Refinement) => {
    this.MANY({
      // A record that is named as one of these begins with its name and '='.
      GATE: () => this.LA(2).image !== '=',
      DEF: () =>
        this.OR([
          { ALT: () => this.SUBRULE(this.where, { ARGS: [node.where] }) },
          { ALT: () => this.lets(node) },
          {
            ALT: () => {
              this.CONSUME(word('weight'));
              node.weight = this.SUBRULE(this.expr);
            },
          },
        ]),
    });
  });

  private lets(node: Refinement): void {
    this.CONSUME(word('let'));
    this.SUBRULE(this.binding, { ARGS: [node.lets] });
    this.MANY1(() => {
      this.CONSUME(sign(','));
      this.SUBRULE1(this.binding, { ARGS: [node.lets] });
    });
  }

  /** Record '=' pattern { '|' pattern } refine */
  private readonly record = this.RULE('record', (into: RecordDecl[]) => {
    this.open<RecordDecl>(into, { kind: 'RecordDecl', name: this.absentName(), patterns: [], where: [], lets: [] }, (node) => {
      node.name = this.nameOf(this.CONSUME(RecordName, { ERR_MSG: RECORDS.expected }));
      this.CONSUME(sign('='));
      this.SUBRULE(this.pattern, { ARGS: [node.patterns] });
      this.MANY(() => {
        this.CONSUME(sign('|'));
        this.SUBRULE1(this.pattern, { ARGS: [node.patterns] });
      });
      this.SUBRULE(this.refine, { ARGS: [node] });
    });
  });

  private readonly pattern = this.RULE('pattern', (into: Pattern[]) => {
    const keep = (pattern: Pattern) => into?.push(pattern);
    this.OR([
      { ALT: () => keep(this.SUBRULE(this.string)) },
      { ALT: () => keep(this.SUBRULE(this.regex)) },
      { ALT: () => this.SUBRULE(this.objectPattern, { ARGS: [into] }) },
    ]);
  });

  /** '{' [ field { ',' field } [ ',' ] ] '}' */
  private readonly objectPattern = this.RULE('objectPattern', (into: Pattern[]) => {
    this.open<ObjectPattern>(into as ObjectPattern[], { kind: 'ObjectPattern', fields: [] }, (node) => {
      this.CONSUME(sign('{'));
      let more = true;
      this.MANY({
        GATE: () => more,
        DEF: () => {
          this.SUBRULE(this.objectField, { ARGS: [node.fields] });
          more = false;
          this.OPTION(() => {
            more = this.comma();
          });
        },
      });
      this.CONSUME(sign('}'));
    });
  });

  /** Member { '.' Member } [ 'as' Word ] ':' ( type | constant ) */
  private readonly objectField = this.RULE('objectField', (into: ObjectField[]) => {
    const nowhere = this.absentName();
    const absent: Path = { ...nowhere, kind: 'Path', parts: [] };
    this.open<ObjectField>(into, { kind: 'ObjectField', path: absent }, (node) => {
      node.path = this.SUBRULE(this.memberPath);
      this.OPTION(() => {
        this.CONSUME(word('as'));
        node.as = this.nameOf(this.CONSUME(Word));
      });
      this.CONSUME(sign(':'));
      this.SUBRULE(this.fieldValue, { ARGS: [node] });
    });
  });

  private readonly memberPath = this.RULE('memberPath', (): Path => {
    const first = this.nameOf(this.CONSUME(Member));
    const parts = [first];
    this.MANY(() => {
      this.CONSUME(sign('.'));
      parts.push(this.nameOf(this.CONSUME1(Member)));
    });
    return { kind: 'Path', parts, start: first.start, end: parts[parts.length - 1]?.end ?? first.end };
  });

  private readonly fieldValue = this.filling('fieldValue', (node: ObjectField) => {
    this.OR([
      {
        ALT: () => {
          node.type = this.SUBRULE(this.type);
        },
      },
      {
        ALT: () => {
          node.constant = this.SUBRULE(this.constant);
        },
      },
    ]);
  });

  private readonly constant = this.RULE(
    'constant',
    (): Constant =>
      this.OR<Constant>([
        { ALT: (): StringLiteral => this.SUBRULE(this.string) },
        { ALT: () => this.SUBRULE(this.regex) },
        { ALT: () => this.SUBRULE(this.number) },
        {
          ALT: () => {
            const { start } = spanOf(this.CONSUME(sign('-')));
            const number = this.SUBRULE1(this.number);
            return { ...number, value: -number.value, start };
          },
        },
        { ALT: (): BooleanLiteral => ({ kind: 'BooleanLiteral', value: true, ...spanOf(this.CONSUME(word('true'))) }) },
        { ALT: (): BooleanLiteral => ({ kind: 'BooleanLiteral', value: false, ...spanOf(this.CONSUME(word('false'))) }) },
        { ALT: (): NoneLiteral => ({ kind: 'NoneLiteral', ...spanOf(this.CONSUME(word('none'))) }) },
      ]),
  );

  // ── rules and tests ──

  private readonly transactionDecl = this.RULE('transactionDecl', (into: Declaration[]) => {
    const empty = { name: this.absentName(), clauses: [] };
    this.open<TransactionDecl>(into as TransactionDecl[], { kind: 'TransactionDecl', ...empty }, (node) => {
      this.CONSUME(word('transaction'));
      this.block(
        TRANSACTION,
        () => {
          node.name = this.nameOf(this.CONSUME(Ident));
        },
        () => this.SUBRULE(this.transactionClause, { ARGS: [node.clauses] }),
      );
    });
  });

  private readonly windowDecl = this.RULE('windowDecl', (into: Declaration[]) => {
    this.open<WindowDecl>(into as WindowDecl[], { kind: 'WindowDecl', name: this.absentName(), clauses: [] }, (node) => {
      this.CONSUME(word('window'));
      this.block(
        WINDOW,
        () => {
          node.name = this.nameOf(this.CONSUME(Ident));
        },
        () => this.SUBRULE(this.windowClause, { ARGS: [node.clauses] }),
      );
    });
  });

  private readonly scheduleDecl = this.RULE('scheduleDecl', (into: Declaration[]) => {
    this.open<ScheduleDecl>(into as ScheduleDecl[], { kind: 'ScheduleDecl', name: this.absentName(), clauses: [] }, (node) => {
      this.CONSUME(word('schedule'));
      this.block(
        SCHEDULE,
        () => {
          node.name = this.nameOf(this.CONSUME(Ident));
        },
        () => this.SUBRULE(this.scheduleClause, { ARGS: [node.clauses] }),
      );
    });
  });
}
