/** Commands about rules alone. */

import { Option } from 'commander';
import { collect, type Family, percentage, wholeNumber } from './family.ts';

export const addRules: Family = (program, runs) => {
  program
    .command('check')
    .description('Parse, resolve, type and lint rule files.')
    .argument('[paths...]', 'rule files, or folders with rule files', ['.'])
    .option('--fix', 'apply fixes that need no decision')
    .option('--max-diagnostics <n>', 'show at most this many in text', wholeNumber)
    .addOption(
      new Option('--fail-level <level>', 'exit with 1 at this severity or above').choices(['error', 'warning', 'info']).default('warning'),
    )
    .option('--format <format[=file]>', 'text, json, sarif, junit, github or gitlab; may be repeated', collect)
    .action(runs(async (paths: string[], options) => (await import('../commands/check.ts')).check(paths, options)));
  program
    .command('fmt')
    .description('Format rule files in the standard style.')
    .argument('[paths...]', 'rule files, or folders with rule files; - for standard input', ['.'])
    .option('--check', 'write nothing; exit with 1 if a file is not in the standard style')
    .option('--diff', 'write nothing; show what would change')
    .action(runs(async (paths: string[], options) => (await import('../commands/fmt.ts')).fmt(paths, options)));
  program
    .command('test')
    .description('Run the test blocks of rule files.')
    .argument('[paths...]', 'rule files, or folders with rule files', ['.'])
    .option('--filter <text>', 'only tests whose name contains it')
    .option('--coverage', 'show which patterns, steps, endings, clocks and policies no test has reached')
    .option('--mutate', 'inject faults into the rules, and show which of them no test notices')
    .option('--threshold <percent>', 'exit with 1 if less than this is reached, or noticed', percentage)
    .option('--watch', 'run again whenever a file changes')
    .option('--format <format[=file]>', 'text, json, junit or github; may be repeated', collect)
    .action(runs(async (paths: string[], options) => (await import('../commands/test.ts')).test(paths, options)));
  program
    .command('compile')
    .description('Write the compiled plan.')
    .argument('<paths...>', 'rule files, or folders with rule files')
    .option('-o, --output <file>', 'where to write; standard output if not given')
    .action(runs(async (paths: string[], options) => (await import('../commands/compile.ts')).compilePlan(paths, options)));
};
