/** Which records the path of a key means. */

import { expect, it } from 'vitest';
import { compiled, told } from '../programs.ts';

it('takes a path of three names for a record and its field, whatever a step is called', () => {
  const text = `records spray from syslog {
  begin = "begin {addr:ip}"
  done = "done {addr:ip}"
}
transaction job {
  key addr = spray.begin.addr | spray.done.addr
  start spray.begin as spray
  then spray.done
  timeout after 1h
}
`;
  const { plan, ...result } = compiled(text);
  expect(told(result)).toEqual([]);
  expect(plan?.rules[0]?.keys[0]?.carriers.map(({ record }) => record)).toEqual([0, 1]);
});
