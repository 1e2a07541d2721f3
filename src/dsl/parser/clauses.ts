import type { Name } from '../ast.ts';
import type { Expr, MemberExpr } from '../ast-expressions.ts';
import type {
  AfterTrigger,
  ClockTrigger,
  Duration,
  KeyClause,
  KeyPart,
  LimitClause,
  MapClause,
  MessageClause,
  OnTrigger,
  OutcomeRef,
  ReportClause,
  ReportingClause,
  SeverityClause,
} from '../ast-rules.ts';
import { OUTCOME_WORDS } from '../plan.ts';
import { Clock, Int, Member, sign, Word, word } from '../tokens.ts';
import { exprOf } from '../tree.ts';
import { type Into, MAX_HEIGHT, TooLong } from './base.ts';
import { ElementParser } from './elements.ts';

/** Clauses, and parts of clauses, shared by several kinds of rules. */
export class ClauseParser extends ElementParser {
  // ── keys ──

  protected readonly key = this.RULE('key', (into: Into<KeyClause>) => {
    this.open<KeyClause>(into, { kind: 'KeyClause', none: false, parts: [], where: [] }, (node) => {
      this.CONSUME(word('key'));
      this.OR([
        {
          ALT: () => {
            this.CONSUME(word('none'));
            node.none = true;
          },
        },
        { ALT: () => this.keyParts(node) },
      ]);
      this.MANY1(() => this.SUBRULE(this.keyRest, { ARGS: [node] }));
    });
  });

  private keyParts(node: KeyClause): void {
    this.OPTION1({
      GATE: () => this.LA(2).image === '=',
      DEF: () => {
        node.name = this.nameOf(this.CONSUME1(Word));
        this.CONSUME1(sign('='));
      },
    });
    this.SUBRULE1(this.keyPart, { ARGS: [node.parts] });
    this.MANY2(() => {
      this.CONSUME2(sign(','));
      this.SUBRULE2(this.keyPart, { ARGS: [node.parts] });
    });
  }

  private readonly keyPart = this.RULE('keyPart', (into: KeyPart[]) => {
    this.open<KeyPart>(into, { kind: 'KeyPart', mode: 'plain', paths: [] }, (node) => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(word('every'));
            node.mode = 'every';
            node.paths.push(this.SUBRULE(this.path));
          },
        },
        {
          GATE: () => this.LA(2).image === '(',
          ALT: () => {
            this.CONSUME(word('each'));
            this.CONSUME(sign('('));
            node.mode = 'each';
            this.AT_LEAST_ONE_SEP({ SEP: sign(','), DEF: () => node.paths.push(this.SUBRULE1(this.path)) });
            this.CONSUME(sign(')'));
          },
        },
        {
          ALT: () =>
            this.AT_LEAST_ONE_SEP1({
              SEP: sign('|'),
              DEF: () => {
                node.paths.push(this.SUBRULE2(this.path));
                if (node.paths.length > MAX_HEIGHT) throw new TooLong(this.LA(0));
              },
            }),
        },
      ]);
    });
  });

  private readonly keyRest = this.filling('keyRest', (node: KeyClause) => {
    this.OR([
      { ALT: () => this.part(node, 'hold', () => this.SUBRULE(this.duration)) },
      { ALT: () => this.part(node, 'from', () => this.nameOf(this.CONSUME(Word))) },
      { ALT: () => this.part(node, 'learn', () => this.SUBRULE1(this.duration)) },
      { ALT: () => this.SUBRULE(this.where, { ARGS: [node.where] }) },
    ]);
  });

  // ── triggers ──

  protected readonly onTrigger = this.RULE('onTrigger', (): OnTrigger => {
    return this.made<OnTrigger>({ kind: 'OnTrigger', where: [] }, (node) => {
      this.CONSUME(word('on'));
      node.of = this.SUBRULE(this.setOrRef);
      this.onRest(node);
    });
  });

  /** [ 'as' Word ] [ where ] */
  protected onRest(node: { as?: Name; where: Expr[] }): void {
    this.OPTION(() => this.part(node, 'as', () => this.nameOf(this.CONSUME(Word))));
    this.OPTION1(() => this.SUBRULE(this.where, { ARGS: [node.where] }));
  }

  protected readonly afterTrigger = this.RULE('afterTrigger', (): AfterTrigger => {
    return this.made<AfterTrigger>({ kind: 'AfterTrigger', idle: false }, (node) => {
      this.CONSUME(word('after'));
      node.duration = this.OR<Duration | MemberExpr>([
        { ALT: () => this.SUBRULE(this.stepField) },
        { ALT: () => this.SUBRULE(this.duration) },
      ]);
      this.OPTION(() => {
        this.CONSUME(word('idle'));
        node.idle = true;
      });
    });
  });

  /** Word '.' Member { '.' Member } */
  private readonly stepField = this.RULE('stepField', (): MemberExpr => {
    const step = this.nameOf(this.CONSUME(Word));
    this.CONSUME(sign('.'));
    const { parts } = this.members(this.nameOf(this.CONSUME(Member)));
    return exprOf([step, ...parts]) as MemberExpr;
  });

  /** 'by' TIME [ zone ] */
  protected readonly clock = this.RULE('clock', (): ClockTrigger => {
    return this.made<ClockTrigger>({ kind: 'ClockTrigger' }, (node) => {
      this.CONSUME(word('by'));
      node.time = this.timeOf(this.CONSUME(Clock));
      this.OPTION(() => this.part(node, 'zone', () => this.SUBRULE(this.string)));
    });
  });

  // ── output clauses of every rule ──

  protected readonly reporting = this.RULE('reporting', (into: Into<ReportingClause>) => {
    this.OR(this.oneOf(into, [this.mapClause, this.limit, this.message, this.severity, this.report]));
  });

  private readonly mapClause = this.RULE('mapClause', (into: Into<ReportingClause>) => {
    this.open<MapClause>(into, { kind: 'MapClause', what: 'emit', entries: [] }, (node) => {
      node.what = this.pick(0, [word('emit'), word('labels')]).image as 'emit';
      this.SUBRULE(this.map, { ARGS: [node.entries] });
    });
  });

  private readonly limit = this.RULE('limit', (into: Into<ReportingClause>) => {
    this.open<LimitClause>(into, { kind: 'LimitClause' }, (node) => {
      this.CONSUME(word('limit'));
      node.value = this.numberOf(this.CONSUME(Int));
    });
  });

  private readonly message = this.RULE('message', (into: Into<ReportingClause>) => {
    this.open<MessageClause>(into, { kind: 'MessageClause' }, (node) => {
      this.CONSUME(word('message'));
      this.OPTION(() => {
        node.outcome = this.SUBRULE(this.outcome);
      });
      this.CONSUME(sign('='));
      node.text = this.SUBRULE(this.string);
    });
  });

  private readonly severity = this.RULE('severity', (into: Into<ReportingClause>) => {
    this.open<SeverityClause>(into, { kind: 'SeverityClause', level: this.absentName() }, (node) => {
      this.CONSUME(word('severity'));
      this.OPTION(() => {
        node.outcome = this.SUBRULE(this.outcome);
      });
      this.CONSUME(sign('='));
      node.level = this.nameOf(this.CONSUME(Member));
    });
  });

  private readonly report = this.RULE('report', (into: Into<ReportingClause>) => {
    this.open<ReportClause>(into, { kind: 'ReportClause', outcomes: [], by: [] }, (node) => {
      this.CONSUME(word('report'));
      this.OR([
        {
          ALT: () => {
            this.AT_LEAST_ONE_SEP({ SEP: sign(','), DEF: () => node.outcomes.push(this.SUBRULE(this.outcome)) });
            this.OPTION(() => this.SUBRULE(this.once, { ARGS: [node] }));
          },
        },
        { ALT: () => this.SUBRULE1(this.once, { ARGS: [node] }) },
      ]);
    });
  });

  /** 'once' 'per' duration [ 'by' path { ',' path } ] */
  private readonly once = this.filling('once', (node: ReportClause) => {
    this.CONSUME(word('once'));
    this.CONSUME(word('per'));
    node.oncePer = this.SUBRULE(this.duration);
    this.OPTION(() => {
      this.CONSUME(word('by'));
      this.AT_LEAST_ONE_SEP({ SEP: sign(','), DEF: () => node.by.push(this.SUBRULE(this.path)) });
    });
  });

  /** Outcome [ STRING ] */
  protected readonly outcome = this.RULE('outcome', (): OutcomeRef => {
    return this.made<OutcomeRef>({ kind: 'OutcomeRef', outcome: this.absentName() }, (node) => {
      node.outcome = this.nameOf(this.pick(0, OUTCOME_WORDS.map(word)));
      this.OPTION(() => {
        node.name = this.SUBRULE(this.string);
      });
    });
  });
}
