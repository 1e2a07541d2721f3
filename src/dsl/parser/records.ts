import type {
  Constant,
  Declaration,
  ObjectField,
  ObjectPattern,
  Path,
  Pattern,
  RecordDecl,
  RecordsDecl,
  Refinement,
  StringLiteral,
  TypeNode,
} from '../ast.ts';
import type { BooleanLiteral, NoneLiteral } from '../ast-expressions.ts';
import { Ident, Member, RecordName, sign, Word, word } from '../tokens.ts';
import { endOf, spanOf } from './base.ts';
import { RECORDS } from './heads.ts';
import { TestParser } from './test-blocks.ts';

/** `records x from format { … }`, and types. */
export class RecordParser extends TestParser {
  /** 'records' Ident 'from' Word refine '{' { record } '}' */
  protected readonly recordsDecl = this.RULE('recordsDecl', (into: Declaration[]) => {
    const empty = { name: this.absentName(), format: this.absentName(), records: [], where: [], lets: [] };
    this.open<RecordsDecl>(into, { kind: 'RecordsDecl', ...empty }, (node) => {
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
      // A record with one of these names begins with its name and '='.
      GATE: () => this.LA(2).image !== '=',
      DEF: () =>
        this.OR([
          { ALT: () => this.SUBRULE(this.where, { ARGS: [node.where] }) },
          { ALT: () => this.lets(node) },
          { ALT: () => this.part(node, 'weight', () => this.SUBRULE(this.expr)) },
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
    this.open<ObjectPattern>(into, { kind: 'ObjectPattern', fields: [] }, (node) => {
      this.CONSUME(sign('{'));
      this.list('}', () => this.SUBRULE(this.objectField, { ARGS: [node.fields] }));
    });
  });

  /** Member { '.' Member } [ 'as' Word ] ':' ( type | constant ) */
  private readonly objectField = this.RULE('objectField', (into: ObjectField[]) => {
    const absent: Path = { ...this.absentName(), kind: 'Path', parts: [] };
    this.open<ObjectField>(into, { kind: 'ObjectField', path: absent }, (node) => {
      node.path = this.SUBRULE(this.memberPath);
      this.OPTION(() => this.part(node, 'as', () => this.nameOf(this.CONSUME(Word))));
      this.CONSUME(sign(':'));
      this.SUBRULE(this.fieldValue, { ARGS: [node] });
    });
  });

  private readonly memberPath = this.RULE('memberPath', (): Path => {
    const first = this.nameOf(this.CONSUME(Member));
    return { kind: 'Path', ...this.members(first) };
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

  /** Word [ '(' type ')' ] [ '?' ] */
  protected readonly type = this.RULE('type', (): TypeNode => {
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
}
