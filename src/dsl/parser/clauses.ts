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
  RecordSet,
  ReportClause,
  ReportingClause,
  SeverityClause,
} from '../ast-rules.ts';
import { OUTCOME_WORDS } from '../plan.ts';
import { Clock, Int, Member, sign, Word, word } from '../tokens.ts';
import { endOf, type Into, MAX_HEIGHT, spanOf, TooLong } from './base.ts';
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
    this.open<KeyPart>(into ?? [], { kind: 'KeyPart', mode: 'plain', paths: [] }, (node) => {
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
      {
        ALT: () => {
          this.saidOnce(node.hold);
          this.CONSUME(word('hold'));
          node.hold = this.SUBRULE(this.duration);
        },
      },
      {
        ALT: () => {
          this.saidOnce(node.from);
          this.CONSUME(word('from'));
          node.from = this.nameOf(this.CONSUME(Word));
        },
      },
      {
        ALT: () => {
          this.saidOnce(node.learn);
          this.CONSUME(word('learn'));
          node.learn = this.SUBRULE1(this.duration);
        },
      },
      { ALT: () => this.SUBRULE(this.where, { ARGS: [node.where] }) },
    ]);
  });

  // ── triggers ──

  protected readonly onTrigger = this.RULE('onTrigger', (): OnTrigger => {
    const node: OnTrigger = { kind: 'OnTrigger', where: [], ...spanOf(this.CONSUME(word('on'))) };
    this.onRest(node);
    return node;
  });

  /** ( set | ref ) [ 'as' Word ] [ where ] */
  protected onRest(node: { of?: RecordSet; on?: RecordSet; as?: OnTrigger['as']; where: Expr[]; end: number; kind: string }): void {
    const of = this.SUBRULE(this.setOrRef);
    if (of) Object.assign(node, node.kind === 'FireClause' ? { on: of } : { of }, { end: of.end });
    this.OPTION(() => {
      this.CONSUME8(word('as'));
      node.as = this.nameOf(this.CONSUME8(Word));
    });
    this.OPTION1(() => this.SUBRULE(this.where, { ARGS: [node.where] }));
    node.end = Math.max(node.end, node.as?.end ?? 0, node.where[0]?.end ?? 0);
  }

  protected readonly afterTrigger = this.RULE('afterTrigger', (): AfterTrigger => {
    const node: AfterTrigger = { kind: 'AfterTrigger', idle: false, ...spanOf(this.CONSUME(word('after'))) };
    const duration = this.OR<Duration | MemberExpr>([
      { ALT: () => this.SUBRULE(this.stepField) },
      { ALT: () => this.SUBRULE(this.duration) },
    ]);
    if (duration) Object.assign(node, { duration, end: duration.end });
    this.OPTION(() => {
      node.idle = true;
      node.end = endOf(this.CONSUME(word('idle')));
    });
    return node;
  });

  /** Word '.' Member { '.' Member } */
  private readonly stepField = this.RULE('stepField', (): MemberExpr => {
    const step = this.nameOf(this.CONSUME(Word));
    this.CONSUME(sign('.'));
    const { parts } = this.members(this.nameOf(this.CONSUME(Member)));
    const object: Expr = { kind: 'NameExpr', name: step, start: step.start, end: step.end };
    return parts.reduce<Expr>(
      (object, member) => ({ kind: 'MemberExpr', object, member, start: step.start, end: member.end }),
      object,
    ) as MemberExpr;
  });

  /** 'by' TIME [ zone ] */
  protected readonly clock = this.RULE('clock', (): ClockTrigger => {
    const node: ClockTrigger = { kind: 'ClockTrigger', ...spanOf(this.CONSUME(word('by'))) };
    node.time = this.timeOf(this.CONSUME(Clock));
    node.end = node.time.end;
    this.OPTION(() => {
      this.CONSUME(word('zone'));
      const zone = this.SUBRULE(this.string);
      if (zone) Object.assign(node, { zone, end: zone.end });
    });
    return node;
  });

  // ── output clauses of every rule ──

  protected readonly reporting = this.RULE('reporting', (into: Into<ReportingClause>) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.mapClause, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.limit, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.message, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.severity, { ARGS: [into] }) },
      { ALT: () => this.SUBRULE(this.report, { ARGS: [into] }) },
    ]);
  });

  private readonly mapClause = this.RULE('mapClause', (into: Into<ReportingClause>) => {
    this.open<MapClause>(into, { kind: 'MapClause', what: 'emit', entries: [] }, (node) => {
      const token = this.OR([{ ALT: () => this.CONSUME(word('emit')) }, { ALT: () => this.CONSUME(word('labels')) }]);
      node.what = token.image as 'emit';
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
    const token = this.pick(0, OUTCOME_WORDS.map(word));
    const node: OutcomeRef = { kind: 'OutcomeRef', outcome: this.nameOf(token), ...spanOf(token) };
    this.OPTION(() => {
      const name = this.SUBRULE(this.string);
      if (name) Object.assign(node, { name, end: name.end });
    });
    return node;
  });
}
