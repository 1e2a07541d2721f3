import { describe, expect, it } from 'vitest';
import type { ConstantValue } from '../../../src/dsl/plan.ts';
import { compiled, told } from '../programs.ts';

const RULES = `table owners (net: network, owner: text, rank: int?) from "owners.csv"
records app from json {
  seen = { addr: ip, id: text }
}
window w {
  key id
  over 5m
  fire on app.seen where owners[addr].owner == "ann" when count(app.seen) >= 1
}
`;

function rows(csv: string): ConstantValue[][] | string[] {
  const result = compiled(RULES, { 'owners.csv': csv });
  return result.plan?.tables[0]?.rows ?? told(result);
}

describe('the first line of a table', () => {
  const expected = [
    ['10.0.0.0/8', 'ann', 1],
    ['2001:db8::/32', 'b, "b"', null],
  ];
  const values = '10.0.0.0/8,ann,1\n2001:db8::/32,"b, ""b""",\n';

  it('may be a row', () => expect(rows(values)).toEqual(expected));
  it('may name the columns', () => expect(rows(`net,owner,rank\n${values}`)).toEqual(expected));
  it('may name them in another order than that of the declaration', () => {
    expect(rows('rank,net,owner\r\n1,10.0.0.0/8,ann\r\n,2001:db8::/32,"b, ""b"""\r\n')).toEqual(expected);
  });
  it('and a value that may be missing may be blank', () => {
    expect(rows('10.0.0.0/8,ann,1\n2001:db8::/32,"b, ""b""", \n')).toEqual(expected);
  });
  it('and every other line may end as on any system', () => {
    for (const end of ['\n', '\r\n', '\r']) expect(rows(`net,owner,rank\n${values}`.replaceAll('\n', end))).toEqual(expected);
  });
  it('is a row when it names one column twice', () => {
    expect(rows(`net,owner,owner\n${values}`)).toEqual([
      "main.corr:1:59 bad-value: owners.csv, line 1, column 1: 'net' is not a valid network.",
      "main.corr:1:59 bad-value: owners.csv, line 1, column 11: 'owner' is not a valid int.",
    ]);
  });
});
