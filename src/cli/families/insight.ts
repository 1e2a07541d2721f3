/** Commands that show authors what their rules are and do. */

import { Option } from 'commander';
import { collect, type Family, wholeNumber } from './family.ts';

export const addInsight: Family = (program, ended) => {
  program
    .command('graph')
    .description('Draw the machine of each rule.')
    .argument('<paths...>', 'rule files, folders with rule files, or a compiled plan')
    .addOption(new Option('--format <format>', 'how it is drawn').choices(['text', 'mermaid', 'dot', 'svg']).default('text'))
    .option('-o, --output <file>', 'where to; standard output if absent')
    .option('--rule <name>', 'only this rule')
    .option('--counts <log>', 'tell how often this log takes each way, and how long it takes; may be given again', collect)
    .option('--year <year>', 'the year of the first stamp without one', wholeNumber)
    .option('--zone <zone>', 'the zone of stamps without one', 'UTC')
    .action(async (paths: string[], options) => {
      const { graph } = await import('../commands/graph.ts');
      ended(await graph(paths, { ...program.opts(), ...options }));
    });
  program
    .command('backtest')
    .description('Compare how many outcomes of each kind rules give on logs with what they should be.')
    .argument('<inputs...>', 'rules first, then logs')
    .requiredOption('--expect <file>', 'the expected counts')
    .option('--update', 'write what is found to that file')
    .option('--param <name=value>', 'a value for a param; may be given again', collect)
    .option('--year <year>', 'the year of the first stamp without one', wholeNumber)
    .option('--zone <zone>', 'the zone of stamps without one', 'UTC')
    .action(async (inputs: string[], options) => {
      const { backtest } = await import('../commands/backtest.ts');
      ended(await backtest(inputs, { ...program.opts(), ...options }));
    });
  program
    .command('bench')
    .description('Measure how fast rules are on logs, and which part of the work takes how long.')
    .argument('<inputs...>', 'rules first, then logs')
    .option('--rounds <count>', 'of how many rounds the best is told', wholeNumber, 3)
    .addOption(new Option('--format <format>', 'how it is told').choices(['text', 'json']).default('text'))
    .option('--param <name=value>', 'a value for a param; may be given again', collect)
    .option('--year <year>', 'the year of the first stamp without one', wholeNumber)
    .option('--zone <zone>', 'the zone of stamps without one', 'UTC')
    .action(async (inputs: string[], options) => {
      const { bench } = await import('../commands/bench.ts');
      ended(await bench(inputs, { ...program.opts(), ...options }));
    });
  program
    .command('profile')
    .description('Tell how often each pattern is tried on logs and each rule moved, and how long that takes.')
    .argument('<inputs...>', 'rules first, then logs')
    .addOption(new Option('--format <format>', 'how it is told').choices(['text', 'json']).default('text'))
    .option('--param <name=value>', 'a value for a param; may be given again', collect)
    .option('--year <year>', 'the year of the first stamp without one', wholeNumber)
    .option('--zone <zone>', 'the zone of stamps without one', 'UTC')
    .action(async (inputs: string[], options) => {
      const { profile } = await import('../commands/profile.ts');
      ended(await profile(inputs, { ...program.opts(), ...options }));
    });
  program
    .command('diff')
    .description('Tell what an upgrade of rules would do to transactions that are open.')
    .argument('<old>', 'rules as they run: a rule file, a folder, or a compiled plan')
    .argument('<new>', 'rules as they will run')
    .addOption(new Option('--format <format>', 'how it is told').choices(['text', 'json']).default('text'))
    .option('--param <name=value>', 'a value for a param of both; may be given again', collect)
    .option('--new-param <name=value>', 'a value that a param will have; may be given again', collect)
    .action(async (before: string, after: string, options) => {
      const { diff } = await import('../commands/diff.ts');
      ended(await diff(before, after, { ...program.opts(), ...options }));
    });
};
