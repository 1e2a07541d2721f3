/** Commands about the program itself. */

import { version } from '../version.ts';
import type { Family } from './family.ts';

export const addProgram: Family = (program, ended) => {
  program
    .command('help')
    .description('Explain a command, or the code of a message.')
    .argument('[topic]', 'a command, or a code such as unbounded-state')
    .action(async (topic: string | undefined) => {
      const { help } = await import('../commands/help.ts');
      ended(help(topic, program));
    });
  program
    .command('version')
    .description('Print the version.')
    .action(() => {
      process.stdout.write(`${version()}\n`);
    });
};
