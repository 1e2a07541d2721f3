import type { Declaration } from '../ast.ts';
import type { ConditionClause, FireClause, OverClause, WindowClause, WindowDecl } from '../ast-rules.ts';
import { Ident, word } from '../tokens.ts';
import { WINDOW } from './heads.ts';
import { TransactionParser } from './transactions.ts';

/** `window x { … }` */
export class WindowParser extends TransactionParser {
  protected readonly windowDecl = this.RULE('windowDecl', (into: Declaration[]) => {
    this.open<WindowDecl>(into, { kind: 'WindowDecl', name: this.absentName(), clauses: [] }, (node) => {
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

  private readonly windowClause = this.RULE('windowClause', (into: WindowClause[]) => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.key, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.over, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.condition, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.fire, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.reporting, { ARGS: [into] }) },
      ],
      ERR_MSG: WINDOW.expected,
    });
  });

  private readonly over = this.RULE('over', (into: WindowClause[]) => {
    this.open<OverClause>(into, { kind: 'OverClause', mode: 'slide' }, (node) => {
      this.CONSUME(word('over'));
      this.OPTION(() => {
        const mode = this.OR([{ ALT: () => this.CONSUME(word('every')) }, { ALT: () => this.CONSUME(word('session')) }]);
        node.mode = mode.image as 'every';
      });
      node.duration = this.SUBRULE(this.duration);
      this.OPTION1(() => {
        this.CONSUME(word('max'));
        node.max = this.SUBRULE1(this.duration);
      });
      this.OPTION2(() => {
        this.CONSUME(word('zone'));
        node.zone = this.SUBRULE(this.string);
      });
    });
  });

  private readonly condition = this.RULE('condition', (into: WindowClause[]) => {
    this.open<ConditionClause>(into, { kind: 'ConditionClause', what: 'open' }, (node) => {
      const token = this.OR([{ ALT: () => this.CONSUME(word('open')) }, { ALT: () => this.CONSUME(word('close')) }]);
      node.what = token.image as 'open';
      this.CONSUME(word('when'));
      node.when = this.SUBRULE(this.expr);
      this.OPTION(() => {
        this.CONSUME(word('for'));
        node.for = this.SUBRULE(this.duration);
      });
    });
  });

  private readonly fire = this.RULE('fire', (into: WindowClause[]) => {
    this.open<FireClause>(into, { kind: 'FireClause', where: [], forget: false }, (node) => {
      this.CONSUME(word('fire'));
      this.OPTION4(() => {
        this.CONSUME(word('on'));
        this.onRest(node);
      });
      this.CONSUME(word('when'));
      node.when = this.SUBRULE(this.expr);
      this.OPTION5(() => {
        this.CONSUME(word('forget'));
        node.forget = true;
      });
    });
  });
}
