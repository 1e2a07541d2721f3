/** Which of the fields that a pattern requires a record has. */

import type { FieldTestPlan } from '../../dsl/pattern-plan.ts';
import { FieldTests } from '../match/field-tests.ts';
import type { LogRecord } from '../record.ts';
import { areAlike } from './alike.ts';
import { shownValue } from './expression-text.ts';
import type { Reach } from './reach.ts';

export class FieldsReach {
  private readonly tests: readonly { field: FieldTestPlan; test: FieldTests }[];

  constructor(fields: readonly FieldTestPlan[]) {
    this.tests = fields.map((field) => ({ field, test: new FieldTests([field]) }));
  }

  of(record: LogRecord): Reach {
    const fitting = this.tests.filter(({ test }) => test.matches(record)).map(({ field }) => field);
    const broken = this.tests.find(({ field }) => !fitting.includes(field))?.field;
    // A missing optional field fits, but the record does not have it.
    const had = fitting.filter(({ path }) => record.field(path) !== undefined);
    const fits = had.map(({ path }) => path.join('.')).join(', ');
    const constants = this.tests.filter(({ field }) => isConstant(field));
    const near = constants.length > 0 && constants.every(({ field }) => fitting.includes(field) || isMisspelt(field, record));
    if (!broken) return { whole: true, expected: '', fits, near };
    return { whole: false, expected: wrongIn(broken, record), fits, near };
  }
}

function isConstant({ equals, matches }: FieldTestPlan): boolean {
  return equals !== undefined || matches !== undefined;
}

/** Whether a value is nearly the constant that is asked for: as after a change of the program, or a slip of the author. */
function isMisspelt({ path, equals }: FieldTestPlan, record: LogRecord): boolean {
  const value = record.field(path);
  return typeof equals === 'string' && typeof value === 'string' && areAlike(equals.toLowerCase(), value.toLowerCase());
}

function wrongIn({ path, equals, matches, type }: FieldTestPlan, record: LogRecord): string {
  const name = path.join('.');
  const value = record.field(path);
  if (value === undefined) return `${name} is missing`;
  const is = `${name} is ${shownValue(value, undefined)}`;
  if (equals !== undefined) return `${is}, not ${JSON.stringify(equals)}`;
  return matches ? `${is}, which does not match its expression` : `${is}, not of type ${typeof type === 'string' ? type : 'list'}`;
}
