import type { Expr } from '../ast-expressions.ts';
import type {
  AfterTrigger,
  AwaitClause,
  ClockTrigger,
  ConditionClause,
  Element,
  ElementGroup,
  ElementSet,
  EndingClause,
  FireClause,
  KeyClause,
  KeyPart,
  LimitClause,
  LingerClause,
  MapClause,
  MessageClause,
  NoStep,
  OnTrigger,
  OutcomeRef,
  OverClause,
  PolicyClause,
  Quantifier,
  RecordRef,
  RecordSet,
  ReleaseClause,
  ReportClause,
  ScheduleClause,
  SeverityClause,
  StepClause,
  TellingClause,
  TransactionClause,
  WaitStep,
  WhenTrigger,
  WindowClause,
} from '../ast-rules.ts';
import { Clock, Ident, Int, Member, sign, Word, word } from '../tokens.ts';
import { endOf, spanOf } from './base.ts';
import { ExpressionParser } from './expressions.ts';
import { clockMicros } from './literals.ts';

const OUTCOMES = [
  'success',
  'failure',
  'timeout',
  'open',
  'abandoned',
  'evicted',
  'warning',
  'orphan',
  'begin',
  'end',
  'fired',
  'met',
  'missing',
];

/** Clauses of transactions, windows and schedules. */
export class RuleParser extends ExpressionParser {
  // ── records and elements ──

  private readonly ref = this.RULE('ref', (): RecordRef => {
    const first = this.nameOf(this.CONSUME(Ident));
    const parts = [first];
    this.MANY(() => {
      this.CONSUME(sign('.'));
      parts.push(this.nameOf(this.CONSUME1(Member)));
    });
    return { kind: 'RecordRef', parts, start: first.start, end: parts[parts.length - 1]?.end ?? first.end };
  });

  private readonly set = this.RULE('set', (): ElementSet => {
    const token = this.pick(0, [word('any'), word('all')]);
    const node: ElementSet = { kind: 'ElementSet', mode: token.image as 'any', members: [], ...spanOf(token) };
    this.CONSUME(sign('{'));
    let more = true;
    this.MANY({
      GATE: () => more,
      DEF: () => {
        this.SUBRULE(this.element, { ARGS: [node.members] });
        more = false;
        this.OPTION(() => {
          more = this.comma();
        });
      },
    });
    node.end = spanOf(this.CONSUME(sign('}'))).end;
    return node;
  });

  protected readonly setOrRef = this.RULE(
    'setOrRef',
    (): RecordSet => this.OR<RecordSet>([{ ALT: () => this.SUBRULE(this.set) }, { ALT: () => this.SUBRULE(this.ref) }]),
  );

  private readonly group = this.RULE('group', (): ElementGroup => {
    const open = this.CONSUME(sign('('));
    const node: ElementGroup = { kind: 'ElementGroup', items: [], links: [], ...spanOf(open) };
    this.SUBRULE(this.element, { ARGS: [node.items] });
    this.MANY(() => {
      const link = this.OR([{ ALT: () => this.CONSUME(word('then')) }, { ALT: () => this.CONSUME(word('next')) }]);
      node.links.push(link.image as 'then');
      this.SUBRULE1(this.element, { ARGS: [node.items] });
    });
    node.end = spanOf(this.CONSUME(sign(')'))).end;
    return node;
  });

  protected readonly element = this.RULE('element', (into: Element[]) => {
    const absent: RecordRef = { kind: 'RecordRef', parts: [], start: 0, end: 0 };
    this.open<Element>(into ?? [], { kind: 'Element', item: absent, where: [] }, (node) => {
      const item = this.OR<Element['item']>([
        { ALT: () => this.SUBRULE(this.set) },
        { ALT: () => this.SUBRULE(this.group) },
        { ALT: () => this.SUBRULE(this.ref) },
      ]);
      if (item) node.item = item;
      this.OPTION(() => {
        const quantifier = this.SUBRULE(this.quantifier);
        if (quantifier) node.quantifier = quantifier;
      });
      this.MANY(() => this.SUBRULE(this.elementPart, { ARGS: [node] }));
    });
  });

  private readonly elementPart = this.filling('elementPart', (node: Element) => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('as'));
          node.as = this.nameOf(this.CONSUME(Word));
        },
      },
      { ALT: () => this.SUBRULE(this.where, { ARGS: [node.where] }) },
      {
        ALT: () => {
          this.CONSUME(word('within'));
          node.within = this.SUBRULE(this.duration);
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('without'));
          node.without = this.SUBRULE(this.setOrRef);
        },
      },
    ]);
  });

  private readonly quantifier = this.RULE(
    'quantifier',
    (): Quantifier =>
      this.OR<Quantifier>([
        { ALT: () => ({ kind: 'Quantifier', min: 0, max: 1, ...spanOf(this.CONSUME(sign('?'))) }) },
        { ALT: () => ({ kind: 'Quantifier', min: 0, ...spanOf(this.CONSUME(sign('*'))) }) },
        { ALT: () => ({ kind: 'Quantifier', min: 1, ...spanOf(this.CONSUME(sign('+'))) }) },
        {
          ALT: () => {
            const { start } = spanOf(this.CONSUME(sign('{')));
            const min = Number(this.CONSUME(Int).image);
            const node: Quantifier = { kind: 'Quantifier', min, max: min, start, end: start };
            this.OPTION(() => {
              this.CONSUME(sign('..'));
              delete node.max;
              this.OPTION1(() => {
                node.max = Number(this.CONSUME1(Int).image);
              });
            });
            node.end = spanOf(this.CONSUME(sign('}'))).end;
            return node;
          },
        },
      ]),
  );

  // ── transactions ──

  protected readonly transactionClause = this.RULE('transactionClause', (into: TransactionClause[]) => {
    this.OR({
      DEF: [
        // `on` begins a policy here, an ending begins with its outcome.
        { ALT: () => this.SUBRULE(this.ending, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.policy, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.key, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.release, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.step, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.linger, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.telling, { ARGS: [into] }) },
      ],
      ERR_MSG: "a clause of the transaction or '}'",
    });
  });

  private readonly step = this.RULE('step', (into: TransactionClause[]) => {
    this.open<StepClause>(into as StepClause[], { kind: 'StepClause', link: 'then' }, (node) => {
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
    this.open<EndingClause>(into as EndingClause[], { kind: 'EndingClause', outcome: 'success', all: false }, (node) => {
      node.outcome = this.OR(
        ['success', 'failure', 'timeout', 'abandoned', 'warning'].map((text, i) => ({ ALT: () => this.consume(i, word(text)) })),
      ).image as EndingClause['outcome'];
      this.OR1([
        { GATE: () => node.outcome === 'success', ALT: () => this.SUBRULE(this.whenTrigger, { ARGS: [node] }) },
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

  private readonly onTrigger = this.RULE('onTrigger', (): OnTrigger => {
    const node: OnTrigger = { kind: 'OnTrigger', where: [], ...spanOf(this.CONSUME(word('on'))) };
    this.onRest(node);
    return node;
  });

  /** ( set | ref ) [ 'as' Word ] [ where ] */
  private onRest(node: { of?: RecordSet; on?: RecordSet; as?: OnTrigger['as']; where: Expr[]; end: number; kind: string }): void {
    const of = this.SUBRULE(this.setOrRef);
    if (of) Object.assign(node, node.kind === 'FireClause' ? { on: of } : { of }, { end: of.end });
    this.OPTION(() => {
      this.CONSUME8(word('as'));
      node.as = this.nameOf(this.CONSUME8(Word));
    });
    this.OPTION1(() => this.SUBRULE(this.where, { ARGS: [node.where] }));
    node.end = Math.max(node.end, node.as?.end ?? 0, node.where[0]?.end ?? 0);
  }

  private readonly afterTrigger = this.RULE('afterTrigger', (): AfterTrigger => {
    const node: AfterTrigger = { kind: 'AfterTrigger', idle: false, ...spanOf(this.CONSUME(word('after'))) };
    const duration = this.SUBRULE(this.duration);
    if (duration) Object.assign(node, { duration, end: duration.end });
    this.OPTION(() => {
      node.idle = true;
      node.end = endOf(this.CONSUME(word('idle')));
    });
    return node;
  });

  /** 'by' TIME [ zone ] */
  private readonly clock = this.RULE('clock', (): ClockTrigger => {
    const node: ClockTrigger = { kind: 'ClockTrigger', ...spanOf(this.CONSUME(word('by'))) };
    const token = this.CONSUME(Clock);
    node.time = { kind: 'TimeLiteral', micros: clockMicros(token.image), ...spanOf(token) };
    node.end = endOf(token);
    this.OPTION(() => {
      this.CONSUME(word('zone'));
      const zone = this.SUBRULE(this.string);
      if (zone) Object.assign(node, { zone, end: zone.end });
    });
    return node;
  });

  private readonly policy = this.RULE('policy', (into: TransactionClause[]) => {
    this.open<PolicyClause>(into as PolicyClause[], { kind: 'PolicyClause', what: 'restart', choice: this.absentName() }, (node) => {
      this.CONSUME(word('on'));
      node.what = this.OR(['restart', 'conflict', 'orphan', 'unexpected'].map((text, i) => ({ ALT: () => this.consume(i, word(text)) })))
        .image as PolicyClause['what'];
      node.choice = this.nameOf(this.CONSUME(Member));
      this.OPTION(() => {
        node.name = this.SUBRULE(this.string);
      });
    });
  });

  private readonly linger = this.RULE('linger', (into: TransactionClause[]) => {
    this.open<LingerClause>(into as LingerClause[], { kind: 'LingerClause', all: false }, (node) => {
      this.CONSUME(word('linger'));
      node.duration = this.SUBRULE(this.duration);
      this.OPTION(() => {
        this.CONSUME(word('all'));
        node.all = true;
      });
    });
  });

  private readonly release = this.RULE('release', (into: TransactionClause[]) => {
    this.open<ReleaseClause>(into as ReleaseClause[], { kind: 'ReleaseClause', where: [] }, (node) => {
      this.CONSUME(word('release'));
      this.OPTION(() => {
        node.key = this.nameOf(this.CONSUME(Word));
      });
      this.CONSUME(word('on'));
      node.on = this.SUBRULE(this.setOrRef);
      this.OPTION1(() => this.SUBRULE(this.where, { ARGS: [node.where] }));
    });
  });

  // ── keys ──

  protected readonly key = this.RULE('key', (into: (TransactionClause | WindowClause | ScheduleClause)[]) => {
    this.open<KeyClause>(into as KeyClause[], { kind: 'KeyClause', none: false, parts: [], where: [] }, (node) => {
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
        { ALT: () => this.AT_LEAST_ONE_SEP1({ SEP: sign('|'), DEF: () => node.paths.push(this.SUBRULE2(this.path)) }) },
      ]);
    });
  });

  private readonly keyRest = this.filling('keyRest', (node: KeyClause) => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word('hold'));
          node.hold = this.SUBRULE(this.duration);
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('from'));
          node.from = this.nameOf(this.CONSUME(Word));
        },
      },
      {
        ALT: () => {
          this.CONSUME(word('learn'));
          node.learn = this.SUBRULE1(this.duration);
        },
      },
      { ALT: () => this.SUBRULE(this.where, { ARGS: [node.where] }) },
    ]);
  });

  // ── what every rule may say ──

  protected readonly telling = this.RULE('telling', (into: (TransactionClause | WindowClause | ScheduleClause)[]) => {
    this.OR([
      { ALT: () => this.SUBRULE(this.mapClause, { ARGS: [into as TellingClause[]] }) },
      { ALT: () => this.SUBRULE(this.limit, { ARGS: [into as TellingClause[]] }) },
      { ALT: () => this.SUBRULE(this.message, { ARGS: [into as TellingClause[]] }) },
      { ALT: () => this.SUBRULE(this.severity, { ARGS: [into as TellingClause[]] }) },
      { ALT: () => this.SUBRULE(this.report, { ARGS: [into as TellingClause[]] }) },
    ]);
  });

  private readonly mapClause = this.RULE('mapClause', (into: TellingClause[]) => {
    this.open<MapClause>(into as MapClause[], { kind: 'MapClause', what: 'emit', entries: [] }, (node) => {
      const token = this.OR([{ ALT: () => this.CONSUME(word('emit')) }, { ALT: () => this.CONSUME(word('labels')) }]);
      node.what = token.image as 'emit';
      this.SUBRULE(this.map, { ARGS: [node.entries] });
    });
  });

  private readonly limit = this.RULE('limit', (into: TellingClause[]) => {
    this.open<LimitClause>(into as LimitClause[], { kind: 'LimitClause' }, (node) => {
      this.CONSUME(word('limit'));
      const token = this.CONSUME(Int);
      node.value = { kind: 'NumberLiteral', value: Number(token.image), integer: true, ...spanOf(token) };
    });
  });

  private readonly message = this.RULE('message', (into: TellingClause[]) => {
    this.open<MessageClause>(into as MessageClause[], { kind: 'MessageClause' }, (node) => {
      this.CONSUME(word('message'));
      this.OPTION(() => {
        node.outcome = this.SUBRULE(this.outcome);
      });
      this.CONSUME(sign('='));
      node.text = this.SUBRULE(this.string);
    });
  });

  private readonly severity = this.RULE('severity', (into: TellingClause[]) => {
    this.open<SeverityClause>(into as SeverityClause[], { kind: 'SeverityClause', level: this.absentName() }, (node) => {
      this.CONSUME(word('severity'));
      this.OPTION(() => {
        node.outcome = this.SUBRULE(this.outcome);
      });
      this.CONSUME(sign('='));
      node.level = this.nameOf(this.CONSUME(Member));
    });
  });

  private readonly report = this.RULE('report', (into: TellingClause[]) => {
    this.open<ReportClause>(into as ReportClause[], { kind: 'ReportClause', outcomes: [], by: [] }, (node) => {
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
    const token = this.pick(0, OUTCOMES.map(word));
    const node: OutcomeRef = { kind: 'OutcomeRef', outcome: this.nameOf(token), ...spanOf(token) };
    this.OPTION(() => {
      const name = this.SUBRULE(this.string);
      if (name) Object.assign(node, { name, end: name.end });
    });
    return node;
  });

  // ── windows ──

  protected readonly windowClause = this.RULE('windowClause', (into: WindowClause[]) => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.key, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.over, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.condition, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.fire, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.telling, { ARGS: [into] }) },
      ],
      ERR_MSG: "a clause of the window or '}'",
    });
  });

  private readonly over = this.RULE('over', (into: WindowClause[]) => {
    this.open<OverClause>(into as OverClause[], { kind: 'OverClause', mode: 'slide' }, (node) => {
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
    this.open<ConditionClause>(into as ConditionClause[], { kind: 'ConditionClause', what: 'open' }, (node) => {
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
    this.open<FireClause>(into as FireClause[], { kind: 'FireClause', where: [], forget: false }, (node) => {
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

  // ── schedules ──

  protected readonly scheduleClause = this.RULE('scheduleClause', (into: ScheduleClause[]) => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.key, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.awaitClause, { ARGS: [into] }) },
        { ALT: () => this.SUBRULE(this.telling, { ARGS: [into] }) },
      ],
      ERR_MSG: "a clause of the schedule or '}'",
    });
  });

  private readonly awaitClause = this.RULE('awaitClause', (into: ScheduleClause[]) => {
    this.open<AwaitClause>(into as AwaitClause[], { kind: 'AwaitClause' }, (node) => {
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
