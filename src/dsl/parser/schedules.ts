import type { Declaration } from '../ast.ts';
import type { AwaitClause, Element, ScheduleClause, ScheduleDecl } from '../ast-rules.ts';
import { Ident, word } from '../tokens.ts';
import { SCHEDULE } from './heads.ts';
import { WindowParser } from './windows.ts';

/** `schedule x { … }` */
export class ScheduleParser extends WindowParser {
  protected readonly scheduleDecl = this.RULE('scheduleDecl', (into: Declaration[]) => {
    this.open<ScheduleDecl>(into, { kind: 'ScheduleDecl', name: this.absentName(), clauses: [] }, (node) => {
      this.CONSUME(word('schedule'));
      this.block(
        SCHEDULE,
        () => {
          node.name = this.nameOf(this.CONSUME(Ident));
        },
        () => this.SUBRULE(this.scheduleClause, { ARGS: [node.clauses] }),
      );
    });
  });

  private readonly scheduleClause = this.RULE('scheduleClause', (into: ScheduleClause[]) => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.key, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.awaitClause, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.reporting, { ARGS: [into] }) },
      ],
      ERR_MSG: SCHEDULE.expected,
    });
  });

  private readonly awaitClause = this.RULE('awaitClause', (into: ScheduleClause[]) => {
    this.open<AwaitClause>(into, { kind: 'AwaitClause' }, (node) => {
      this.CONSUME(word('await'));
      const elements: Element[] = [];
      this.SUBRULE(this.element, { ARGS: [elements] });
      if (elements[0]) node.of = elements[0];
      this.OR([
        {
          ALT: () => {
            this.CONSUME(word('every'));
            node.every = this.SUBRULE(this.duration);
          },
        },
        {
          ALT: () => {
            this.CONSUME(word('daily'));
            node.daily = this.SUBRULE(this.clock);
          },
        },
      ]);
      this.OPTION(() => {
        this.CONSUME(word('grace'));
        node.grace = this.SUBRULE1(this.duration);
      });
    });
  });
}
