import type { Declaration } from '../ast.ts';
import type { AwaitClause, ScheduleClause, ScheduleDecl } from '../ast-rules.ts';
import { word } from '../tokens.ts';
import { member } from './base.ts';
import { SCHEDULE } from './heads.ts';
import { WindowParser } from './windows.ts';

/** `schedule x { … }` */
export class ScheduleParser extends WindowParser {
  protected readonly scheduleDecl = this.RULE('scheduleDecl', (into: Declaration[]) => {
    this.open<ScheduleDecl>(into, { kind: 'ScheduleDecl', name: this.absentName(), clauses: [] }, (node) => {
      this.named(SCHEDULE, node, () => this.SUBRULE(this.scheduleClause, { ARGS: [node.clauses] }));
    });
  });

  private readonly scheduleClause = this.RULE('scheduleClause', (into: ScheduleClause[]) => {
    this.OR({ DEF: this.oneOf(into, [this.key, this.awaitClause, this.reporting]), ERR_MSG: SCHEDULE.expected });
  });

  private readonly awaitClause = this.RULE('awaitClause', (into: ScheduleClause[]) => {
    this.open<AwaitClause>(into, { kind: 'AwaitClause' }, (node) => {
      this.CONSUME(word('await'));
      this.SUBRULE(this.element, { ARGS: [member(node, 'of')] });
      this.OR([
        { ALT: () => this.part(node, 'every', () => this.SUBRULE(this.duration)) },
        { ALT: () => this.part(node, 'daily', () => this.SUBRULE(this.clock)) },
      ]);
      this.OPTION(() => this.part(node, 'grace', () => this.SUBRULE1(this.duration)));
    });
  });
}
