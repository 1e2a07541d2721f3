/** What generated programs take from outside: params, which a run may give other values, and tables. */

import type { Plan } from '../../../src/dsl/plan.ts';
import type { Value } from '../../../src/runtime/record.ts';
import type { Random } from './random.ts';

export const PARAMS = [
  'param span = 5s\n',
  'param listed: list(text) = ["x", "y", "w"]\n',
  'param numbers: list(int) = [0, 2]\n',
  'param least = 2\n',
  'param word = "x"\n',
  'param share = 0.5\n',
  'param strict = true\n',
  'param noon = 2024-03-01T00:00:12Z\n',
  'param home: ip = 10.0.0.1\n',
  'table owners (who: text, team: text?) from "owners.csv"\n',
  'param nets: list(network) = [10.0.0.0/8, 2001:db8::/32]\n',
  'table sites (net: network, site: text?) from "sites.csv"\n',
];

/** The files that programs refer to. */
export const FILES: Readonly<Record<string, string>> = {
  'owners.csv': 'who,team\nx,red\ny,blue\nz,\n',
  'sites.csv': 'net,site\n10.0.0.0/8,all\n10.0.0.0/24,lab\n::/0,far\n',
};

/** A value as `--param` gives it, and as it is meant. */
export interface Given {
  name: string;
  text: string;
  value: Value;
}

const SECOND = 1_000_000;

const GIVEN: readonly Given[] = [
  { name: 'span', text: '3s', value: 3 * SECOND },
  { name: 'span', text: '1.5s', value: 1.5 * SECOND },
  { name: 'span', text: '0m6s500ms', value: 6.5 * SECOND },
  { name: 'listed', text: 'x, z', value: ['x', 'z'] },
  { name: 'listed', text: 'y', value: ['y'] },
  { name: 'numbers', text: '1,3, -9007199254740991', value: [1, 3, -9_007_199_254_740_991] },
  { name: 'least', text: '1', value: 1 },
  { name: 'word', text: 'y', value: 'y' },
  { name: 'share', text: '-0.25', value: -0.25 },
  { name: 'strict', text: 'false', value: false },
  { name: 'noon', text: '2024-03-01T01:00:04+01:00', value: Date.UTC(2024, 2, 1, 0, 0, 4) * 1000 },
  { name: 'home', text: '2001:DB8::0:1', value: '2001:db8::1' },
  { name: 'nets', text: '10.1.0.0/16,fe80::/10', value: ['10.1.0.0/16', 'fe80::/10'] },
];

/** One value for each of some params. */
export function randomParams(random: Random): Given[] {
  if (random.chance(0.75)) return [];
  const chosen = random.shuffled(GIVEN).filter(() => random.chance(0.5));
  return chosen.filter(({ name }, i) => chosen.findIndex((other) => other.name === name) === i);
}

/** Those that a program has: the compiler leaves out what is not used. */
export function givenTo({ params }: Plan, { given = [] }: { given?: readonly Given[] }): readonly Given[] {
  return given.filter(({ name }) => params.some((param) => param.name === name));
}

export const valuesOf = (given: readonly Given[]): ReadonlyMap<string, Value> => new Map(given.map(({ name, value }) => [name, value]));
