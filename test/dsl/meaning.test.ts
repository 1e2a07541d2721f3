import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, withParams } from '../../src/dsl/meaning.ts';
import { parse } from '../../src/dsl/parser.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import { Source } from '../../src/dsl/source.ts';
import { compiled, told } from './programs.ts';
import { compileStory, stories } from './stories.ts';

function planOf(text: string): Plan {
  const result = compileStory(text);
  if (!result.plan) throw new Error(told(result).join('\n'));
  return result.plan;
}

/** Without the positions of declarations, which may differ. */
const placeless = (plan: Plan) => canonicalJson(JSON.parse(JSON.stringify(plan, (key, value) => (key === 'origin' ? undefined : value))));
const meanings = ({ rules }: Plan) => rules.map(({ name, meaning, layout }) => [name, meaning, layout]);
const story = fc.constantFrom(...stories.values());

describe('what a program means does not change', () => {
  it('with the order of its declarations', () => {
    fc.assert(
      fc.property(story, fc.infiniteStream(fc.nat()), (text, numbers) => {
        const { declarations } = parse(new Source('main.corr', text)).file;
        const parts = declarations.map(({ start, end }) => ({ text: text.slice(start, end), rank: numbers.next().value }));
        const shuffled = parts.sort((a, b) => a.rank - b.rank).map((part) => part.text);
        expect(placeless(planOf(shuffled.join('\n\n')))).toBe(
          placeless(
            planOf(
              parts
                .map((part) => part.text)
                .sort()
                .join('\n\n'),
            ),
          ),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('with comments, blanks and line ends', () => {
    fc.assert(
      fc.property(story, fc.constantFrom('\n', ' /* so */ ', ' // so\n', '\t\r\n'), (text, between) => {
        const { tokens } = parse(new Source('main.corr', text));
        const words = tokens.filter(({ kind }) => kind !== 'comment' && kind !== 'doc').map((token) => token.text);
        const spaced = words.join(between);
        expect(meanings(planOf(spaced))).toEqual(meanings(planOf(text)));
      }),
      { numRuns: 40 },
    );
  });

  it('when other rules are added or removed', () => {
    for (const text of stories.values()) {
      const more = `${text}\nrecords zz from syslog { aa = "aa {x}" }\nwindow zzz { over every 1h emit { n = count(zz.aa), h = last(zz.aa.host) } }\n`;
      const own = (plan: Plan) => plan.rules.map(({ name, meaning }) => [name, meaning]);
      expect(own(planOf(more)).filter(([name]) => name !== 'zzz')).toEqual(own(planOf(text)));
    }
  });
});

const PROGRAM = `
param span = 1h
table owners (id: text, owner: text) from "owners.csv"
format own = json time ts
records app from own where app == "app" {
  begin = { event: "begin", id: text, n: int }
  work  = { event: "work", id: text, n: int }
  done  = { event: "done", id: text } where owners[id].owner == "ann"
}
transaction job {
  key id
  start app.begin as first
  then app.work + as work
  then app.done
  timeout "late" after span
  emit { n = sum(work.n) }
  message failure = "x"
}
window many {
  over every 1h
  emit { n = count(app.work) }
}
`;

describe('what a program means changes', () => {
  const files = (rows = '1,ann\n') => ({ 'owners.csv': rows });
  const plan = (text: string, rows?: string) => {
    const result = compiled(text.replace('message failure', 'failure on app.begin where n > 5 message failure'), files(rows));
    if (!result.plan) throw new Error(told(result).join('\n'));
    return result.plan;
  };
  const changed = (a: Plan, b: Plan) =>
    a.rules.filter((rule) => b.rules.find(({ name }) => name === rule.name)?.meaning !== rule.meaning).map(({ name }) => name);

  it.each([
    ['a value of a param', 'span = 1h', 'span = 2h', ['job']],
    ['a record', 'event: "done"', 'event: "over"', ['job']],
    ['a record of both', 'event: "work"', 'event: "working"', ['job', 'many']],
    ['a group', 'app == "app"', 'app == "other"', ['job', 'many']],
    ['a format', 'time ts', 'time at', ['job', 'many']],
    ['a condition of a record', '== "ann"', '== "bob"', ['job']],
    ['a step', 'app.work +', 'app.work *', ['job']],
    ['a deadline', 'after span', 'after 3h', ['job']],
    ['what is emitted', 'sum(work.n)', 'avg(work.n)', ['job']],
    ['a message', '"x"', '"y"', ['job']],
    ['a window', 'every 1h', 'every 2h', ['many']],
  ])('with %s', (_, from, to, rules) => {
    expect(PROGRAM).toContain(from);
    const [before, after] = [plan(PROGRAM), plan(PROGRAM.replace(from, to))];
    expect(changed(before, after)).toEqual(rules);
    expect(after.meaning).not.toBe(before.meaning);
  });

  it('with a row of a table', () => {
    expect(changed(plan(PROGRAM), plan(PROGRAM, '1,ann\n2,bob\n'))).toEqual(['job']);
  });
});

describe('the layout of saved state', () => {
  const layout = (text: string, rule: string) =>
    compiled(text, { 'owners.csv': '1,ann\n' }).plan?.rules.find(({ name }) => name === rule)?.layout;

  it('is the same when only deadlines, conditions or messages differ', () => {
    const other = PROGRAM.replace('after span', 'after 2h').replace('emit { n = sum(work.n) }', 'emit { n = sum(work.n) + 1 }');
    expect(layout(other.replace('message failure = "x"', ''), 'job')).toBe(layout(PROGRAM.replace('message failure = "x"', ''), 'job'));
  });

  it('differs when there is more or other state', () => {
    const base = PROGRAM.replace('message failure = "x"', '');
    for (const [from, to] of [
      ['then app.work +', 'then app.work {2..}'],
      ['key id', 'key id, host'],
      ['sum(work.n)', 'max(work.n)'],
      ['as first', ''],
    ] as const) {
      expect(layout(base.replace(from, to), 'job'), `${from} → ${to}`).not.toBe(layout(base, 'job'));
    }
  });
});

describe('the values of params', () => {
  const program = planOf(`
param slow = 30s
param few: int = 3
records app from line { opened = "open {id}" closed = "close {id}" }
transaction visit { key id start app.opened then app.closed timeout after slow }
window busy { key none over 10s fire when count(app.opened) >= few }
`);
  const ofRules = (plan: Plan) => new Map(plan.rules.map(({ name, meaning }) => [name, meaning]));

  it('are part of the meaning of rules that read them, and not of the layout of their state', () => {
    const other = withParams(program, new Map([['slow', 5_000_000]]));
    expect(ofRules(other).get('visit')).not.toBe(ofRules(program).get('visit'));
    expect(ofRules(other).get('busy')).toBe(ofRules(program).get('busy'));
    expect(other.rules.map(({ layout }) => layout)).toEqual(program.rules.map(({ layout }) => layout));
    expect(other.meaning).not.toBe(program.meaning);
    expect(withParams(other, new Map([['slow', 30_000_000]]))).toEqual(program);
  });

  it('change nothing if they are the same, also in a stored program', () => {
    fc.assert(
      fc.property(story, (text) => {
        const stored = JSON.parse(JSON.stringify(planOf(text))) as Plan;
        expect(withParams(stored, new Map())).toEqual(stored);
      }),
      { numRuns: 30 },
    );
  });
});
