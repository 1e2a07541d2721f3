import type { Declaration } from '../ast.ts';
import type {
  AfterTrigger,
  ClockTrigger,
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
import { ENDING_WORDS, Member, POLICY_WORDS, Word, word } from '../tokens.ts';
import { type Into, member } from './base.ts';
import { ClauseParser } from './clauses.ts';
import { TRANSACTION } from './heads.ts';

/** `transaction x { … }` */
export class TransactionParser extends ClauseParser {
  protected readonly transactionDecl = this.RULE('transactionDecl', (into: Declaration[]) => {
    this.open<TransactionDecl>(into, { kind: 'TransactionDecl', name: this.absentName(), clauses: [] }, (node) => {
      this.named(TRANSACTION, node, () => this.SUBRULE(this.transactionClause, { ARGS: [node.clauses] }));
    });
  });

  private readonly transactionClause = this.RULE('transactionClause', (into: TransactionClause[]) => {
    const rules = [this.ending, this.policy, this.key, this.release, this.step, this.linger, this.reporting];
    this.OR({ DEF: this.oneOf(into, rules), ERR_MSG: TRANSACTION.expected });
  });

  private readonly step = this.RULE('step', (into: TransactionClause[]) => {
    this.open<StepClause>(into, { kind: 'StepClause', link: 'then' }, (node) => {
      const into = member(node, 'step');
      this.OR([
        {
          ALT: () => {
            node.link = this.pick(1, [word('start'), word('next')]).image as 'start';
            this.SUBRULE(this.element, { ARGS: [into] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(word('then'));
            this.OR2([
              { ALT: () => this.wait(into) },
              { ALT: () => this.no(into) },
              { ALT: () => this.SUBRULE1(this.element, { ARGS: [into] }) },
            ]);
          },
        },
      ]);
    });
  });

  private wait(into: Into<WaitStep>): void {
    this.open<WaitStep>(into, { kind: 'WaitStep' }, (step) => {
      this.CONSUME(word('wait'));
      step.duration = this.SUBRULE2(this.duration);
    });
  }

  private no(into: Into<NoStep>): void {
    this.open<NoStep>(into, { kind: 'NoStep', where: [] }, (step) => {
      this.CONSUME(word('no'));
      step.of = this.SUBRULE2(this.setOrRef);
      this.OPTION2(() => this.SUBRULE2(this.where, { ARGS: [step.where] }));
      this.CONSUME2(word('for'));
      step.duration = this.SUBRULE3(this.duration);
    });
  }

  private readonly ending = this.RULE('ending', (into: TransactionClause[]) => {
    this.open<EndingClause>(into, { kind: 'EndingClause', outcome: 'success', all: false }, (node) => {
      node.outcome = this.pick(0, ENDING_WORDS.map(word)).image as 'success';
      this.OR1({
        DEF: [
          { ALT: () => this.SUBRULE(this.whenTrigger, { ARGS: [node] }) },
          { ALT: () => this.SUBRULE(this.triggered, { ARGS: [node] }) },
        ],
        // The others need no condition that holds in the end.
        ERR_MSG: node.outcome === 'success' ? "'when', 'on', 'after' or 'by'" : "'on', 'after' or 'by'",
      });
    });
  });

  private readonly whenTrigger = this.filling('whenTrigger', (node: EndingClause) => {
    this.open<WhenTrigger>(member(node, 'trigger'), { kind: 'WhenTrigger' }, (trigger) => {
      this.CONSUME(word('when'));
      trigger.condition = this.SUBRULE(this.expr);
      this.OPTION(() => {
        this.CONSUME(word('else'));
        trigger.otherwise = this.SUBRULE(this.string);
      });
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
    this.OPTION2(() => this.part(node, 'since', () => this.nameOf(this.CONSUME(Word))));
    this.OPTION3(() => this.part(node, 'before', () => this.nameOf(this.CONSUME1(Word))));
  });

  private readonly policy = this.RULE('policy', (into: TransactionClause[]) => {
    this.open<PolicyClause>(into, { kind: 'PolicyClause', what: 'restart', choice: this.absentName() }, (node) => {
      this.CONSUME(word('on'));
      node.what = this.pick(0, POLICY_WORDS.map(word)).image as 'restart';
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
