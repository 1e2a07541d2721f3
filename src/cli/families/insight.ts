/** Commands that show authors what their rules are and do. */

import type { Command } from 'commander';
import { addReading, collect, type Family, formatOption, paramOption, positiveNumber, refuseIdle } from './family.ts';

export const addInsight: Family = (program, runs) => {
  addReading(
    program
      .command('graph')
      .description('Draw the machine of each rule.')
      .argument('<paths...>', 'rule files, folders with rule files, or a compiled plan')
      .addOption(formatOption('text', 'mermaid', 'dot', 'svg'))
      .option('-o, --output <file>', 'where to write; standard output if not given')
      .option('--rule <name>', 'only this rule')
      .option('--counts <log>', 'show how often this log takes each transition, and how long that takes; may be repeated', collect)
      .addOption(paramOption()),
  ).action(
    runs(async (paths: string[], options, command: Command) => {
      if (options.counts === undefined) refuseIdle(command, ['param', 'zone', 'year', 'date', 'maxLine'], 'without --counts');
      return (await import('../commands/graph.ts')).graph(paths, options);
    }),
  );
  addReading(
    program
      .command('backtest')
      .description('Compare the number of outcomes of each kind that rules give on logs with the expected number.')
      .argument('<inputs...>', 'rules first, then logs')
      .requiredOption('--expect <file>', 'the expected counts')
      .option('--update', 'write the counts found to that file')
      .option('--lateness <duration>', 'how far records may be out of order', '0s')
      .addOption(paramOption()),
  ).action(runs(async (inputs: string[], options) => (await import('../commands/backtest.ts')).backtest(inputs, options)));
  addReading(
    program
      .command('bench')
      .description('Measure how fast rules are on logs, and which part of the work takes how long.')
      .argument('<inputs...>', 'rules first, then logs')
      .option('--rounds <count>', 'how many rounds to run; the best one is reported', positiveNumber, 3)
      .addOption(formatOption('text', 'json'))
      .addOption(paramOption()),
  ).action(runs(async (inputs: string[], options) => (await import('../commands/bench.ts')).bench(inputs, options)));
  addReading(
    program
      .command('profile')
      .description('Show how often each pattern is tried on logs and each rule advances, and how long that takes.')
      .argument('<inputs...>', 'rules first, then logs')
      .addOption(formatOption('text', 'json'))
      .addOption(paramOption()),
  ).action(runs(async (inputs: string[], options) => (await import('../commands/profile.ts')).profile(inputs, options)));
  program
    .command('diff')
    .description('Show what an upgrade of rules would do to open transactions.')
    .argument('<old>', 'rules as they run: a rule file, a folder, or a compiled plan')
    .argument('<new>', 'rules as they will run')
    .addOption(formatOption('text', 'json'))
    .option('--param <name=value>', 'a value for a param of both; may be repeated', collect)
    .option('--new-param <name=value>', 'a value that a param will have; may be repeated', collect)
    .action(runs(async (before: string, after: string, options) => (await import('../commands/diff.ts')).diff(before, after, options)));
};
