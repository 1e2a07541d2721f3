import type { Binding } from '../ast.ts';
import type { Argument, BinaryOperator, Expr, NumberLiteral } from '../ast-expressions.ts';
import { Block, Clock, Duration, Float, Int, Ip, Member, Regex, Size, Stamp, Str, sign, Word, word } from '../tokens.ts';
import { BaseParser, MAX_HEIGHT, spanOf, TooLong } from './base.ts';
import { sizeBytes } from './literals.ts';

export class ExpressionParser extends BaseParser {
  /** The heights of expressions with parts. */
  private readonly heights = new WeakMap<object, number>();

  /** Every expression with parts passes through here. In the recording phase parts are absent. */
  private whole<E extends Expr>(node: E, parts: readonly Expr[]): E {
    if (this.RECORDING_PHASE) return node;
    let height = 0;
    for (const part of parts) height = Math.max(height, this.heights.get(part) ?? 0);
    if (height >= MAX_HEIGHT) throw new TooLong(this.LA(0));
    this.heights.set(node, height + 1);
    return node;
  }

  private binary(operator: BinaryOperator, left: Expr, right: Expr, negated = false): Expr {
    return this.whole({ kind: 'BinaryExpr', operator, negated, left, right, start: left?.start, end: right?.end }, [left, right]);
  }

  readonly expr = this.RULE('expr', (): Expr => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(word('or'));
      left = this.binary('or', left, this.SUBRULE1(this.conjunction));
    });
    return left;
  });

  private readonly conjunction = this.RULE('conjunction', (): Expr => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(word('and'));
      left = this.binary('and', left, this.SUBRULE1(this.negation));
    });
    return left;
  });

  private readonly negation = this.RULE('negation', (): Expr => {
    const nots: number[] = [];
    this.MANY(() => nots.push(spanOf(this.CONSUME(word('not'))).start));
    let operand = this.SUBRULE(this.comparison);
    for (const start of nots.reverse())
      operand = this.whole({ kind: 'UnaryExpr', operator: 'not', operand, start, end: operand?.end }, [operand]);
    return operand;
  });

  private readonly comparison = this.RULE('comparison', (): Expr => {
    const left = this.SUBRULE(this.fallback);
    let whole = left;
    this.OPTION(() => {
      let negated = false;
      this.OPTION1(() => {
        this.CONSUME(word('not'));
        negated = true;
      });
      const operator = this.SUBRULE(this.comparator);
      whole = this.binary(operator, left, this.SUBRULE1(this.fallback), negated);
    });
    return whole;
  });

  private readonly comparator = this.RULE('comparator', (): BinaryOperator => {
    const signs = ['==', '!=', '<=', '>=', '<', '>'];
    return this.OR([
      ...signs.map((text, i) => ({ ALT: () => this.consume(i, sign(text)).image })),
      { ALT: () => this.CONSUME(word('in')).image },
      { ALT: () => this.CONSUME(word('contains')).image },
      { ALT: () => this.CONSUME(word('matches')).image },
      {
        ALT: () => {
          this.CONSUME(word('starts'));
          this.CONSUME(word('with'));
          return 'starts with';
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('ends'));
          this.CONSUME1(word('with'));
          return 'ends with';
        },
      },
    ]) as BinaryOperator;
  });

  private readonly fallback = this.RULE('fallback', (): Expr => {
    let left = this.SUBRULE(this.sum);
    this.MANY(() => {
      this.CONSUME(sign('??'));
      left = this.binary('??', left, this.SUBRULE1(this.sum));
    });
    return left;
  });

  private readonly sum = this.RULE('sum', (): Expr => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.CONSUME(sign('+')) }, { ALT: () => this.CONSUME(sign('-')) }]).image;
      left = this.binary(operator as '+', left, this.SUBRULE1(this.product));
    });
    return left;
  });

  private readonly product = this.RULE('product', (): Expr => {
    let left = this.SUBRULE(this.unary);
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(sign('*')) },
        { ALT: () => this.CONSUME(sign('/')) },
        { ALT: () => this.CONSUME(sign('%')) },
      ]).image;
      left = this.binary(operator as '*', left, this.SUBRULE1(this.unary));
    });
    return left;
  });

  private readonly unary = this.RULE('unary', (): Expr => {
    const signs: number[] = [];
    this.MANY(() => signs.push(spanOf(this.CONSUME(sign('-'))).start));
    let operand = this.SUBRULE(this.postfix);
    for (const start of signs.reverse())
      operand = this.whole({ kind: 'UnaryExpr', operator: '-', operand, start, end: operand?.end }, [operand]);
    return operand;
  });

  private readonly postfix = this.RULE('postfix', (): Expr => {
    let object = this.SUBRULE(this.primary);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(sign('.'));
            const member = this.nameOf(this.CONSUME(Member));
            object = this.whole({ kind: 'MemberExpr', object, member, start: object?.start, end: member.end }, [object]);
          },
        },
        {
          ALT: () => {
            this.CONSUME(sign('['));
            const index = this.SUBRULE(this.expr);
            const close = spanOf(this.CONSUME(sign(']')));
            object = this.whole({ kind: 'IndexExpr', object, index, start: object?.start, end: close.end }, [object, index]);
          },
        },
      ]);
    });
    return object;
  });

  private readonly primary = this.RULE(
    'primary',
    (): Expr =>
      this.OR<Expr>([
        { ALT: () => this.SUBRULE(this.nameOrCall) },
        {
          ALT: () => {
            const open = spanOf(this.CONSUME(sign('(')));
            const expr = this.SUBRULE(this.expr);
            const close = spanOf(this.CONSUME(sign(')')));
            return this.whole({ kind: 'GroupExpr', expr, start: open.start, end: close.end }, [expr]);
          },
        },
        { ALT: () => this.SUBRULE(this.listLiteral) },
        { ALT: () => this.textOf(this.CONSUME(Str)) },
        { ALT: () => this.textOf(this.CONSUME(Block)) },
        { ALT: () => this.regexOf(this.CONSUME(Regex)) },
        { ALT: () => this.SUBRULE(this.scalar) },
      ]),
  );

  private readonly scalar = this.RULE(
    'scalar',
    (): Expr =>
      this.OR<Expr>([
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.durationOf(this.CONSUME(Duration)) },
        {
          ALT: () => {
            const token = this.CONSUME(Size);
            return { kind: 'SizeLiteral', bytes: sizeBytes(token.image), ...spanOf(token) };
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(Ip);
            return { kind: 'IpLiteral', text: token.image, network: token.image.includes('/'), ...spanOf(token) };
          },
        },
        { ALT: () => this.timeOf(this.CONSUME(Clock)) },
        { ALT: () => this.stampOf(this.CONSUME(Stamp)) },
        { ALT: () => ({ kind: 'BooleanLiteral', value: true, ...spanOf(this.CONSUME(word('true'))) }) },
        { ALT: () => ({ kind: 'BooleanLiteral', value: false, ...spanOf(this.CONSUME(word('false'))) }) },
        { ALT: () => ({ kind: 'NoneLiteral', ...spanOf(this.CONSUME(word('none'))) }) },
      ]),
  );

  readonly number = this.RULE('number', (): NumberLiteral => this.numberOf(this.pick(0, [Int, Float])));

  private readonly listLiteral = this.RULE('listLiteral', (): Expr => {
    const open = spanOf(this.CONSUME(sign('[')));
    const items: Expr[] = [];
    const close = this.list(']', () => {
      const item = this.SUBRULE(this.expr);
      if (item) items.push(item);
    });
    return this.whole({ kind: 'ListExpr', items, start: open.start, end: spanOf(close).end }, items);
  });

  private readonly nameOrCall = this.RULE('nameOrCall', (): Expr => {
    const name = this.nameOf(this.CONSUME(Word));
    let call: Expr = { kind: 'NameExpr', name, start: name.start, end: name.end };
    this.OPTION(() => {
      this.CONSUME(sign('('));
      const args: Argument[] = [];
      this.MANY_SEP({ SEP: sign(','), DEF: () => this.SUBRULE(this.argument, { ARGS: [args] }) });
      const close = spanOf(this.CONSUME(sign(')'), args.length > 0 ? { ERR_MSG: "',' or ')'" } : undefined));
      const parts = args.flatMap(({ value, where }) => (where ? [value, where] : [value]));
      call = this.whole({ kind: 'CallExpr', callee: name, args, start: name.start, end: close.end }, parts);
    });
    return call;
  });

  private readonly argument = this.RULE('argument', (into: Argument[]) => {
    const value = this.SUBRULE(this.expr);
    let where: Expr | undefined;
    this.OPTION(() => {
      this.CONSUME(word('where'));
      where = this.SUBRULE1(this.expr);
    });
    if (value) into?.push({ kind: 'Argument', value, ...(where ? { where } : {}), start: value.start, end: (where ?? value).end });
  });

  /** 'where' expr */
  readonly where = this.RULE('where', (into: Expr[]) => {
    this.CONSUME(word('where'));
    const condition = this.SUBRULE(this.expr);
    if (condition) into?.push(condition);
  });

  /** Member '=' expr */
  readonly binding = this.RULE('binding', (into: Binding[]) => {
    this.open<Binding>(into, { kind: 'Binding', name: this.absentName() }, (node) => {
      node.name = this.nameOf(this.CONSUME(Member));
      this.CONSUME(sign('='));
      const value = this.SUBRULE(this.expr);
      if (value) node.value = value;
    });
  });

  /** '{' [ binding { ',' binding } [ ',' ] ] '}' */
  readonly map = this.RULE('map', (into: Binding[]) => {
    this.CONSUME(sign('{'));
    this.list('}', () => this.SUBRULE(this.binding, { ARGS: [into] }));
  });
}
