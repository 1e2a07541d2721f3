/** Commands for the beginning: a first draft for a log, and whether all is in order. */

import { type Family, wholeNumber } from './family.ts';

export const addBegin: Family = (program, ended) => {
  program
    .command('draft')
    .description('Propose record patterns, a key, a first rule and a test, from the lines of a log.')
    .argument('<logs...>', 'files, globs, folders, or - for standard input')
    .option('-o, --output <file>', 'where to; standard output if absent')
    .option('--program <name>', 'only the lines of this program, such as sshd')
    .option('--format <format>', 'syslog, json, logfmt, cef, clf, journal or line; found out if absent')
    .option('--min-count <n>', 'leave out messages that come less often', wholeNumber, 2)
    .option('--most <n>', 'so many patterns of each program', wholeNumber, 30)
    .option('--limit <n>', 'read so many lines', wholeNumber, 20_000)
    .option('--year <year>', 'the year of the first stamp without one', wholeNumber)
    .option('--zone <zone>', 'the zone of stamps without one', 'UTC')
    .action(async (logs: string[], options) => {
      const { draftRules } = await import('../commands/draft.ts');
      ended(await draftRules(logs, { ...program.opts(), ...options }));
    });
};
