import { expect, it } from 'vitest';
import { compiled } from '../programs.ts';

/** What is told of a rule over records of JSON with a few fields. */
const problems = (clauses: string, where = 'true') =>
  compiled(`records app from json where ${where} {
  paid = { event: "paid", order: text, amount: float, host1: text, customer.name: text, srcport: int }
}
${clauses}
`).diagnostics.flatMap(({ code, message, fixes = [] }) =>
    code === 'similar-field' ? [`${message} ${fixes.map(({ title }) => title).join()}`] : [],
  );

const MESSAGE = "'amuont' is not declared, but 'amount' is. Replace with amount";

it.each([
  ['transaction t { key order start app.paid as paid emit { a = paid.amuont } }'],
  ['transaction t { key order start app.paid as paid message = "paid {paid.amuont}" }'],
  ['transaction t { key order start app.paid where amuont > 5 }'],
  ['window w { key order over 5m open when sum(app.paid.amuont) > 5 }'],
  ['window w { key order fire on app.paid as paid when paid.amuont > 5 }'],
  ['window w { key order over 5m open when count(app.paid where amuont > 5) > 5 }'],
  ['window w { key amuont over 5m open when count(app.paid) > 5 }'],
])('a field that is nearly a declared one is told: %s', (clauses) => {
  expect(problems(clauses)).toEqual([MESSAGE]);
});

it('is told in the condition of a group, and within an object', () => {
  expect(problems('', 'amuont > 5')).toEqual([MESSAGE]);
  expect(problems('window w { key customer.nmae over 5m open when count(app.paid) > 5 }')).toEqual([
    "'nmae' is not declared, but 'name' is. Replace with name",
  ]);
});

it.each(['orders', 'host2', 'port', 'quantity', '`amuont`', 'customer', 'name'])('%s is another field', (field) => {
  expect(problems(`window w { key ${field} over 5m open when count(app.paid) > 5 }`)).toEqual([]);
});

it('is not sought among hundreds of fields', () => {
  const fields = (count: number) => Array.from({ length: count }, (_, i) => `field${i}x: int?`).join(', ');
  const program = (count: number) => `records app from json {
  paid = { amount: int, ${fields(count)} } where amuont > 3
}
transaction sale { key none start app.paid }
`;
  const told = (count: number) => compiled(program(count)).diagnostics.filter(({ code }) => code === 'similar-field').length;
  expect([told(199), told(200)]).toEqual([1, 0]);
});
