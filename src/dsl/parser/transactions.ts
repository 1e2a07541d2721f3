import type { Declaration } from '../ast.ts';
import type {
  AfterTrigger,
  ClockTrigger,
  Element,
  EndingClause,
  LingerClause,
  NoStep,
  OnTrigger,
  PolicyClause,
  ReleaseClause,
  StepClause,
  TransactionClause,
  TransactionDecl,
  WaitStep,
  WhenTrigger,
} from '../ast-rules.ts';
import { ENDING_WORDS, Ident, Member, POLICY_WORDS, Word, word } from '../tokens.ts';
import { spanOf } from './base.ts';
import { ClauseParser } from './clauses.ts';
import { TRANSACTION } from './heads.ts';

/** `transaction x { … }` */
export class TransactionParser extends ClauseParser {
  protected readonly transactionDecl = this.RULE('transactionDecl', (into: Declaration[]) => {
    const empty = { name: this.absentName(), clauses: [] };
    this.open<TransactionDecl>(into, { kind: 'TransactionDecl', ...empty }, (node) => {
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

  private readonly transactionClause = this.RULE('transactionClause', (into: TransactionClause[]) => {
    this.OR({
      DEF: [
        // `on` begins a policy here; an ending begins with its outcome.
        { ALT: () => this.SUBRULE(this.ending, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.policy, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.key, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.release, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.step, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.linger, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.reporting, { ARGS: [into] }) },
      ],
      ERR_MSG: TRANSACTION.expected,
    });
  });

  private readonly step = this.RULE('step', (into: TransactionClause[]) => {
    this.open<StepClause>(into, { kind: 'StepClause', link: 'then' }, (node) => {
      const elements: Element[] = [];
      try {
        this.OR([
          {
            ALT: () => {
              node.link = this.OR1([{ ALT: () => this.CONSUME(word('start')) }, { ALT: () => this.CONSUME(word('next')) }])
                .image as 'start';
              this.SUBRULE(this.element, { ARGS: [elements] });
            },
          },
          {
            ALT: () => {
              this.CONSUME(word('then'));
              this.OR2([
                { ALT: () => this.wait(node) },
                { ALT: () => this.no(node) },
                { ALT: () => this.SUBRULE1(this.element, { ARGS: [elements] }) },
              ]);
            },
          },
        ]);
      } finally {
        if (elements[0]) node.step = elements[0];
      }
    });
  });

  private wait(node: StepClause): void {
    const step: WaitStep = { kind: 'WaitStep', ...spanOf(this.CONSUME(word('wait'))) };
    node.step = step;
    const duration = this.SUBRULE2(this.duration);
    if (duration) Object.assign(step, { duration, end: duration.end });
  }

  private no(node: StepClause): void {
    const step: NoStep = { kind: 'NoStep', where: [], ...spanOf(this.CONSUME(word('no'))) };
    node.step = step;
    const of = this.SUBRULE2(this.setOrRef);
    if (of) step.of = of;
    this.OPTION2(() => this.SUBRULE2(this.where, { ARGS: [step.where] }));
    this.CONSUME2(word('for'));
    const duration = this.SUBRULE3(this.duration);
    if (duration) Object.assign(step, { duration, end: duration.end });
  }

  private readonly ending = this.RULE('ending', (into: TransactionClause[]) => {
    this.open<EndingClause>(into, { kind: 'EndingClause', outcome: 'success', all: false }, (node) => {
      node.outcome = this.OR(ENDING_WORDS.map((text, i) => ({ ALT: () => this.consume(i, word(text)) }))).image as EndingClause['outcome'];
      this.OR1([
        { ALT: () => this.SUBRULE(this.whenTrigger, { ARGS: [node] }) },
        { ALT: () => this.SUBRULE(this.triggered, { ARGS: [node] }) },
      ]);
    });
  });

  private readonly whenTrigger = this.filling('whenTrigger', (node: EndingClause) => {
    const trigger: WhenTrigger = { kind: 'WhenTrigger', ...spanOf(this.CONSUME(word('when'))) };
    node.trigger = trigger;
    const condition = this.SUBRULE(this.expr);
    if (condition) Object.assign(trigger, { condition, end: condition.end });
    this.OPTION(() => {
      this.CONSUME(word('else'));
      const otherwise = this.SUBRULE(this.string);
      if (otherwise) Object.assign(trigger, { otherwise, end: otherwise.end });
    });
  });

  private readonly triggered = this.filling('triggered', (node: EndingClause) => {
    this.OPTION(() => {
      this.CONSUME(word('all'));
      node.all = true;
    });
    this.OPTION1(() => {
      node.name = this.SUBRULE(this.string);
    });
    node.trigger = this.OR<OnTrigger | AfterTrigger | ClockTrigger>([
      { ALT: () => this.SUBRULE(this.onTrigger) },
      { ALT: () => this.SUBRULE(this.afterTrigger) },
      { ALT: () => this.SUBRULE(this.clock) },
    ]);
    this.OPTION2(() => {
      this.CONSUME(word('since'));
      node.since = this.nameOf(this.CONSUME(Word));
    });
    this.OPTION3(() => {
      this.CONSUME(word('before'));
      node.before = this.nameOf(this.CONSUME1(Word));
    });
  });

  private readonly policy = this.RULE('policy', (into: TransactionClause[]) => {
    this.open<PolicyClause>(into, { kind: 'PolicyClause', what: 'restart', choice: this.absentName() }, (node) => {
      this.CONSUME(word('on'));
      node.what = this.OR(POLICY_WORDS.map((text, i) => ({ ALT: () => this.consume(i, word(text)) }))).image as PolicyClause['what'];
      node.choice = this.nameOf(this.CONSUME(Member));
      this.OPTION(() => {
        node.name = this.SUBRULE(this.string);
      });
    });
  });

  private readonly linger = this.RULE('linger', (into: TransactionClause[]) => {
    this.open<LingerClause>(into, { kind: 'LingerClause', all: false }, (node) => {
      this.CONSUME(word('linger'));
      node.duration = this.SUBRULE(this.duration);
      this.OPTION(() => {
        this.CONSUME(word('all'));
        node.all = true;
      });
    });
  });

  private readonly release = this.RULE('release', (into: TransactionClause[]) => {
    this.open<ReleaseClause>(into, { kind: 'ReleaseClause', where: [] }, (node) => {
      this.CONSUME(word('release'));
      this.OPTION({
        // A key may be called `on` too.
        GATE: () => this.LA(1).image !== 'on' || this.LA(2).image === 'on',
        DEF: () => {
          node.key = this.nameOf(this.CONSUME(Word));
        },
      });
      this.CONSUME(word('on'));
      node.on = this.SUBRULE(this.setOrRef);
      this.OPTION1(() => this.SUBRULE(this.where, { ARGS: [node.where] }));
    });
  });
}
