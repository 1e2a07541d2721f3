import type {
  AdvanceStatement,
  Declaration,
  EndStatement,
  ExpectStatement,
  LogStatement,
  RestartStatement,
  Statement,
  StringLiteral,
  TestDecl,
} from '../ast.ts';
import type { StampLiteral, TimeLiteral } from '../ast-expressions.ts';
import { Clock, Ident, Int, Stamp, sign, Word, word } from '../tokens.ts';
import { TEST } from './heads.ts';
import { ScheduleParser } from './schedules.ts';

/** `test "…" { … }` */
export class TestParser extends ScheduleParser {
  /** 'test' STRING '{' { statement } '}' */
  protected readonly testDecl = this.RULE('testDecl', (into: Declaration[]) => {
    const absent: StringLiteral = { ...this.absentName(), kind: 'StringLiteral', value: '', block: false, closed: true };
    this.open<TestDecl>(into, { kind: 'TestDecl', name: absent, statements: [] }, (node) => {
      this.CONSUME(word('test'));
      this.block(
        TEST,
        () => {
          node.name = this.SUBRULE(this.string);
        },
        () => this.SUBRULE(this.statement, { ARGS: [node.statements] }),
      );
    });
  });

  private readonly statement = this.RULE('statement', (into: Statement[]) => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.logStatement, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.advanceStatement, { ARGS: [into] }) },
        { ALT: () => this.open<RestartStatement>(into, { kind: 'RestartStatement' }, () => this.CONSUME(word('restart'))) },
        { ALT: () => this.open<EndStatement>(into, { kind: 'EndStatement' }, () => this.CONSUME(word('end'))) },
        { ALT: () => this.SUBRULE(this.expectStatement, { ARGS: [into] }) },
      ],
      ERR_MSG: TEST.expected,
    });
  });

  /** 'log' Word ( BLOCK | STRING | 'file' STRING ) */
  private readonly logStatement = this.RULE('logStatement', (into: Statement[]) => {
    this.open<LogStatement>(into, { kind: 'LogStatement', format: this.absentName() }, (node) => {
      this.CONSUME(word('log'));
      node.format = this.nameOf(this.CONSUME(Word));
      this.OR([
        {
          ALT: () => {
            node.text = this.SUBRULE(this.string);
          },
        },
        { ALT: () => this.part(node, 'file', () => this.SUBRULE1(this.string)) },
      ]);
    });
  });

  /** 'advance' ( duration | 'to' STAMP ) */
  private readonly advanceStatement = this.RULE('advanceStatement', (into: Statement[]) => {
    this.open<AdvanceStatement>(into, { kind: 'AdvanceStatement' }, (node) => {
      this.CONSUME(word('advance'));
      this.OR([
        {
          ALT: () => {
            node.by = this.SUBRULE(this.duration);
          },
        },
        { ALT: () => this.part(node, 'to', () => this.SUBRULE(this.stamp)) },
      ]);
    });
  });

  private readonly stamp = this.RULE('stamp', (): StampLiteral => this.stampOf(this.CONSUME(Stamp)));

  private readonly expectStatement = this.RULE('expectStatement', (into: Statement[]) => {
    const empty = { nothingElse: false, rule: this.absentName(), fields: [] };
    this.open<ExpectStatement>(into, { kind: 'ExpectStatement', ...empty }, (node) => {
      this.CONSUME(word('expect'));
      this.SUBRULE(this.expectation, { ARGS: [node] });
    });
  });

  /** 'nothing' 'else' | [ INT | 'no' ] Ident '.' outcome [ map ] [ 'at' ( TIME | STAMP ) ] */
  private readonly expectation = this.filling('expectation', (node: ExpectStatement) => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('nothing'));
          this.CONSUME(word('else'));
          node.nothingElse = true;
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.count(node));
          node.rule = this.nameOf(this.CONSUME(Ident));
          this.CONSUME(sign('.'));
          node.outcome = this.SUBRULE(this.outcome);
          this.OPTION1(() => this.SUBRULE(this.map, { ARGS: [node.fields] }));
          this.OPTION2(() => this.part(node, 'at', () => this.SUBRULE(this.expectedAt)));
        },
      },
    ]);
  });

  private count(node: ExpectStatement): void {
    this.OR1([
      {
        ALT: () => {
          node.count = Number(this.CONSUME1(Int).image);
        },
      },
      {
        ALT: () => {
          this.CONSUME1(word('no'));
          node.count = 0;
        },
      },
    ]);
  }

  private readonly expectedAt = this.RULE('expectedAt', (): TimeLiteral | StampLiteral =>
    this.OR<TimeLiteral | StampLiteral>([{ ALT: () => this.timeOf(this.CONSUME(Clock)) }, { ALT: () => this.SUBRULE(this.stamp) }]),
  );
}
