/** Commands for getting started: a first draft for a log, and whether all is in order. */

import { addReading, type Family, formatOption, positiveNumber } from './family.ts';

export const addBegin: Family = (program, runs) => {
  addReading(
    program
      .command('draft')
      .description('Propose record patterns, keys, a first rule and tests, from the lines of one log or several.')
      .argument('<logs...>', 'files, globs, folders, or - for standard input')
      .option('-o, --output <file>', 'where to write; standard output if not given')
      .option('--program <name>', 'only the lines of this program, such as sshd')
      .option('--format <format>', 'syslog, json, logfmt, cef, clf, journal, container or line; detected if not given')
      .option('--min-count <n>', 'leave out messages that occur less often', positiveNumber, 2)
      .option('--most <n>', 'at most this many patterns per program', positiveNumber, 30)
      .option('--limit <n>', 'read at most this many lines', positiveNumber, 20_000),
  ).action(runs(async (logs: string[], options) => (await import('../commands/draft.ts')).draftRules(logs, options)));
  addReading(
    program
      .command('doctor')
      .description('Check the program, its configuration, rules and logs, and say how to fix what is wrong.')
      .argument('[inputs...]', 'rules first, then logs; either may be left out')
      .addOption(formatOption('text', 'json'))
      .option('--lateness <duration>', 'how far records may be out of order', '0s'),
  ).action(runs(async (inputs: string[], options) => (await import('../commands/doctor.ts')).doctor(program, inputs, options)));
};
