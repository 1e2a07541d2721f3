import {
  EarlyExitException,
  EmbeddedActionsParser,
  type IToken,
  NoViableAltException,
  type ParserMethod,
  type TokenType,
} from 'chevrotain';
import { getOrMake } from '../../get-or-make.ts';
import type { Name, Path, RegexLiteral, Span, StringLiteral } from '../ast.ts';
import type { DurationLiteral, NumberLiteral, StampLiteral, TimeLiteral } from '../ast-expressions.ts';
import type { Duration } from '../ast-rules.ts';
import { readString } from '../source.ts';
import { choiceOf, messages } from '../syntax-errors.ts';
import {
  allTokens,
  Block,
  Duration as DurationToken,
  Float,
  isClosed,
  Member,
  Name as NameToken,
  QuotedName,
  Regex,
  Str,
  sign,
  Word,
} from '../tokens.ts';
import { clockMicros, durationMicros, stampMicros } from './literals.ts';
import { type Decision, decisionOf, KnownLookahead, MAX_LOOKAHEAD } from './lookahead.ts';

/** The end of a token; NaN at the end of the text. */
export const endOf = (token: IToken): number => token.startOffset + token.image.length;
export const spanOf = (token: IToken): Span => ({ start: token.startOffset, end: endOf(token) });

/** The maximum depth of nested operations, and length of a path: later phases and engines recurse. */
export const MAX_HEIGHT = 256;

/** Aborts the parse of an expression that is too long. */
export class TooLong extends Error {
  constructor(readonly token: IToken) {
    super('too long');
  }
}

/** What a parser knows of its grammar: what to choose by; all of it, recorded; or that it has no conflicts, too, for tests. */
export type Grammar = 'choices' | 'recorded' | 'checked';

/** What takes a node of a kind: a list, perhaps also of others, or a member of the parent. */
export interface Into<N> {
  push(node: N): unknown;
}

/** The member of a node as what takes its value. */
export function member<N, K extends keyof N>(of: N, name: K): Into<NonNullable<N[K]>> {
  return { push: (node) => Object.assign(of as object, { [name]: node }) };
}

/** Shared by all parts of the grammar: names, literals, and nodes that join their parent before they are read. */
export class BaseParser extends EmbeddedActionsParser {
  /** Recovery is our own, by clause and by declaration: see BlockParser. */
  constructor(private readonly grammar: Grammar) {
    super(allTokens, {
      recoveryEnabled: false,
      lookaheadStrategy: new KnownLookahead({ maxLookahead: MAX_LOOKAHEAD }),
      maxLookahead: MAX_LOOKAHEAD,
      nodeLocationTracking: 'none',
      errorMessageProvider: messages,
      skipValidations: grammar !== 'checked',
    });
  }

  /** Parts of Chevrotain, but not of its typings. */
  declare protected getCurrRuleFullName: () => string;
  declare private shortRuleNameToFull: Readonly<Record<number, string>>;
  declare private selfAnalysisDone: boolean;

  private readonly decisions = new Map<number, Decision>();

  /** Recording the grammar takes longer than most parses. */
  override performSelfAnalysis(): void {
    if (this.grammar === 'choices') this.selfAnalysisDone = true;
    else super.performSelfAnalysis();
  }

  /** Replaces Chevrotain's implementation, which computes what to choose by from a recorded grammar. */
  protected getLaFuncFromCache(key: number): Decision {
    return getOrMake(this.decisions, key, () => decisionOf(key, (rule) => this.shortRuleNameToFull[rule] ?? ''));
  }

  /** Text of the `///` comments before a token, by its offset. Set for each parse. */
  docs: ReadonlyMap<number, string> = new Map();

  /** Replaces Chevrotain's implementation, which computes all alternatives anew at each error. */
  protected raiseNoAltException(_occurrence: number, expected?: string): never {
    throw new NoViableAltException(choiceOf(this.getCurrRuleFullName(), expected), this.LA(1), this.LA(0));
  }

  protected raiseEarlyExitException(_occurrence: number, _kind: unknown, expected?: string): never {
    throw new EarlyExitException(choiceOf(this.getCurrRuleFullName(), expected), this.LA(1), this.LA(0));
  }

  /** Adds the node to its parent before its first token is read: an error inside never loses what was already read. */
  protected open<N extends Span>(into: Into<N>, node: Omit<N, 'start' | 'end'>, body: (node: N) => void): void {
    const whole = node as N;
    if (this.RECORDING_PHASE) {
      body(whole);
      return;
    }
    const first = this.LA(1).startOffset;
    const doc = this.docs.get(first);
    const start = first || this.endOfLast();
    whole.start = start;
    whole.end = start;
    if (doc !== undefined) Object.assign(whole, { doc });
    into.push(whole);
    try {
      body(whole);
    } finally {
      whole.end = Math.max(start, this.endOfLast());
    }
  }

  /** A node without a parent yet: an error inside loses it. */
  protected made<N extends Span>(node: Omit<N, 'start' | 'end'>, body: (node: N) => void): N {
    const nodes: N[] = [];
    this.open<N>(nodes, node, body);
    return nodes[0] as N;
  }

  /** The end of the last token read. */
  protected endOfLast(): number {
    return endOf(this.LA(0)) || 0;
  }

  /** A missing name, located after the last token read. */
  protected absentName(): Name {
    const at = this.RECORDING_PHASE ? 0 : this.endOfLast();
    return { kind: 'Name', text: '', start: at, end: at };
  }

  /**
   * A rule that fills a node. While Chevrotain records the grammar there is no node: an empty one is filled and
   * discarded.
   */
  protected filling<N extends object>(name: string, body: (node: N) => void): ParserMethod<[N], void> {
    return this.RULE(name, (node: N | undefined) => body(node ?? ({ where: [], lets: [], by: [], time: [], fields: [] } as unknown as N)));
  }

  /** One token of several types; `index` distinguishes it from others in its rule, like the digit in CONSUME1. */
  protected pick(index: number, types: readonly TokenType[]): IToken {
    const alternatives = types.map((type) => ({ ALT: () => this.consume(index, type) }));
    const token = this.or(index, alternatives);
    // While the grammar is recorded a choice has no result.
    return this.RECORDING_PHASE ? this.LA(0) : token;
  }

  /** One of several rules that add nodes to the same list. */
  protected oneOf<T>(into: T, rules: readonly ParserMethod<[T], void>[]): { ALT: () => void }[] {
    return rules.map((rule) => ({ ALT: () => this.SUBRULE(rule, { ARGS: [into] }) }));
  }

  /**
   * [ item { ',' item } [ ',' ] ] and the closing sign, which is returned; at most once in a rule. After a comma
   * another item is optional.
   */
  protected list(close: '}' | ']', read: () => void): IToken {
    let more = true;
    this.MANY9({
      GATE: () => more,
      DEF: () => {
        read();
        more = false;
        this.OPTION9(() => {
          this.CONSUME9(sign(','));
          more = true;
        });
      },
    });
    return this.CONSUME9(sign(close), { ERR_MSG: more ? `another item or '${close}'` : `',' or '${close}'` });
  }

  protected nameOf(token: IToken): Name {
    const quoted = token.tokenType === QuotedName;
    return { kind: 'Name', text: quoted ? token.image.slice(1, -1) : token.image, ...spanOf(token) };
  }

  protected textOf(token: IToken): StringLiteral {
    const block = token.tokenType === Block;
    return { kind: 'StringLiteral', value: readString(token.image).value, block, closed: isClosed(token), ...spanOf(token) };
  }

  protected regexOf(token: IToken): RegexLiteral {
    const closed = isClosed(token);
    const slash = closed ? token.image.lastIndexOf('/') : token.image.length;
    return { kind: 'RegexLiteral', pattern: token.image.slice(1, slash), flags: token.image.slice(slash + 1), closed, ...spanOf(token) };
  }

  protected durationOf(token: IToken): DurationLiteral {
    return { kind: 'DurationLiteral', micros: durationMicros(token.image), ...spanOf(token) };
  }

  protected timeOf(token: IToken): TimeLiteral {
    return { kind: 'TimeLiteral', micros: clockMicros(token.image), ...spanOf(token) };
  }

  protected stampOf(token: IToken): StampLiteral {
    return { kind: 'StampLiteral', micros: stampMicros(token.image), ...spanOf(token) };
  }

  protected numberOf(token: IToken): NumberLiteral {
    return { kind: 'NumberLiteral', value: Number(token.image), integer: token.tokenType !== Float, ...spanOf(token) };
  }

  protected is(type: TokenType, ahead = 1): boolean {
    const token = this.LA(ahead);
    return token.tokenType === type || (type.categoryMatchesMap?.[token.tokenTypeIdx] ?? false);
  }

  /** { '.' Member }: the names of a path whose first is already read; at most once in a rule. */
  protected members(first: Name): Span & { parts: Name[] } {
    const parts = [first];
    this.MANY8(() => {
      this.CONSUME8(sign('.'));
      parts.push(this.nameOf(this.CONSUME8(Member)));
      if (parts.length > MAX_HEIGHT) throw new TooLong(this.LA(0));
    });
    return { parts, start: first.start, end: parts[parts.length - 1]?.end ?? first.end };
  }

  readonly string = this.RULE(
    'string',
    (): StringLiteral => this.OR([{ ALT: () => this.textOf(this.CONSUME(Str)) }, { ALT: () => this.textOf(this.CONSUME(Block)) }]),
  );

  readonly regex = this.RULE('regex', (): RegexLiteral => this.regexOf(this.CONSUME(Regex)));

  /** Word { '.' Member } */
  readonly path = this.RULE('path', (): Path => {
    const first = this.nameOf(this.CONSUME(Word));
    return { kind: 'Path', ...this.members(first) };
  });

  /** DURATION | NAME */
  readonly duration = this.RULE(
    'duration',
    (): Duration =>
      this.OR<Duration>([
        { ALT: () => this.durationOf(this.CONSUME(DurationToken)) },
        { ALT: () => this.nameOf(this.CONSUME(NameToken)) },
        { ALT: () => this.nameOf(this.CONSUME(QuotedName)) },
      ]),
  );
}
