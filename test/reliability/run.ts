/** `npm run reliability`: each goal as one line of JSON. Ends with 1 when one is missed. */

import { injection } from './injection.ts';

const goals = [injection];

for (const goal of goals) {
  const result = await goal();
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (!result.pass) process.exitCode = 1;
}
