import type { Declaration } from '../ast.ts';
import type { ConditionClause, FireClause, OverClause, WindowClause, WindowDecl } from '../ast-rules.ts';
import { word } from '../tokens.ts';
import { WINDOW } from './heads.ts';
import { TransactionParser } from './transactions.ts';

/** `window x { … }` */
export class WindowParser extends TransactionParser {
  protected readonly windowDecl = this.RULE('windowDecl', (into: Declaration[]) => {
    this.open<WindowDecl>(into, { kind: 'WindowDecl', name: this.absentName(), clauses: [] }, (node) => {
      this.named(WINDOW, node, () => this.SUBRULE(this.windowClause, { ARGS: [node.clauses] }));
    });
  });

  private readonly windowClause = this.RULE('windowClause', (into: WindowClause[]) => {
    this.OR({ DEF: this.oneOf(into, [this.key, this.over, this.condition, this.fire, this.reporting]), ERR_MSG: WINDOW.expected });
  });

  private readonly over = this.RULE('over', (into: WindowClause[]) => {
    this.open<OverClause>(into, { kind: 'OverClause', mode: 'slide' }, (node) => {
      this.CONSUME(word('over'));
      this.OPTION(() => {
        node.mode = this.pick(0, [word('every'), word('session')]).image as 'every';
      });
      node.duration = this.SUBRULE(this.duration);
      this.OPTION1(() => this.part(node, 'max', () => this.SUBRULE1(this.duration)));
      this.OPTION2(() => this.part(node, 'zone', () => this.SUBRULE(this.string)));
    });
  });

  private readonly condition = this.RULE('condition', (into: WindowClause[]) => {
    this.open<ConditionClause>(into, { kind: 'ConditionClause', what: 'open' }, (node) => {
      node.what = this.pick(0, [word('open'), word('close')]).image as 'open';
      this.part(node, 'when', () => this.SUBRULE(this.expr));
      this.OPTION(() => this.part(node, 'for', () => this.SUBRULE(this.duration)));
    });
  });

  private readonly fire = this.RULE('fire', (into: WindowClause[]) => {
    this.open<FireClause>(into, { kind: 'FireClause', where: [], forget: false }, (node) => {
      this.CONSUME(word('fire'));
      this.OPTION4(() => {
        this.part(node, 'on', () => this.SUBRULE(this.setOrRef));
        this.onRest(node);
      });
      this.part(node, 'when', () => this.SUBRULE(this.expr));
      this.OPTION5(() => {
        this.CONSUME(word('forget'));
        node.forget = true;
      });
    });
  });
}
