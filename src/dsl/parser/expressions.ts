import type { IToken, ParserMethod, TokenType } from 'chevrotain';
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

  /** operand { operator operand }, from left to right */
  private chain(name: string, operators: readonly TokenType[], operand: () => ParserMethod<[], Expr>): ParserMethod<[], Expr> {
    return this.RULE(name, (): Expr => {
      let left = this.SUBRULE(operand());
      this.MANY(() => {
        const [only, ...others] = operators as [TokenType, ...TokenType[]];
        const { image } = others.length === 0 ? this.CONSUME(only) : this.pick(0, operators);
        left = this.binary(image as BinaryOperator, left, this.SUBRULE1(operand()));
      });
      return left;
    });
  }

  /** { operator } operand */
  private prefixed(name: string, sign: TokenType, operand: () => ParserMethod<[], Expr>): ParserMethod<[], Expr> {
    return this.RULE(name, (): Expr => {
      const operators: IToken[] = [];
      this.MANY(() => operators.push(this.CONSUME(sign)));
      return operators.reduceRight((operand, { image, startOffset }) => {
        const whole = { kind: 'UnaryExpr', operator: image as 'not', operand, start: startOffset, end: operand?.end } as const;
        return this.whole(whole, [operand]);
      }, this.SUBRULE(operand()));
    });
  }

  readonly expr = this.chain('expr', [word('or')], () => this.conjunction);
  private readonly conjunction = this.chain('conjunction', [word('and')], () => this.negation);
  private readonly negation = this.prefixed('negation', word('not'), () => this.comparison);

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

  private readonly fallback = this.chain('fallback', [sign('??')], () => this.sum);
  private readonly sum = this.chain('sum', ['+', '-'].map(sign), () => this.product);
  private readonly product = this.chain('product', ['*', '/', '%'].map(sign), () => this.unary);
  private readonly unary = this.prefixed('unary', sign('-'), () => this.postfix);

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
