/** Commands about the program itself. */

import { Option } from 'commander';
import { CI_SERVICES } from '../scaffold/ci.ts';
import { version } from '../version.ts';
import type { Family } from './family.ts';

export const addProgram: Family = (program, runs) => {
  program
    .command('help')
    .description('Explain a command, or the code of a message.')
    .argument('[topic...]', 'a command, such as state ls, or a code such as unbounded-state')
    .action(runs(async (topic: string[]) => (await import('../commands/help.ts')).help(topic, program)));
  program
    .command('version')
    .description('Print the version.')
    .action(() => {
      process.stdout.write(`${version()}\n`);
    });
  program
    .command('init')
    .description('Set up a project: rules with tests, logs to try them on, and a file for a build service.')
    .argument('[folder]', 'where to write', '.')
    .addOption(new Option('--ci <service>', 'which build service').choices(CI_SERVICES).default('github'))
    .action(runs(async (folder: string, options) => (await import('../commands/init.ts')).init(folder, options)));
  program
    .command('new')
    .description('Write a first rule, with a test.')
    .argument('<kind>', 'transaction, window or schedule')
    .argument('<name>', 'the name of the rule, and of its file')
    .option('--dir <folder>', 'where to write', 'rules')
    .action(runs(async (kind: string, name: string, options) => (await import('../commands/new.ts')).newRule(kind, name, options)));
  program
    .command('lsp')
    .description('Serve editors: the Language Server Protocol over standard input and output.')
    .option('--stdio', 'as editors pass it; there is no other way')
    .action(async () => {
      const { lsp } = await import('../commands/lsp.ts');
      lsp();
    });
  program
    .command('completion')
    .description('Write a script that completes commands and options in a shell.')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .action(runs(async (shell: string) => (await import('../commands/completion.ts')).completion(shell, program)));
  program
    .command('config')
    .description('Show the values of options that are not given on the command line.')
    .command('show')
    .description('List the options that have a value, from corr.config.yaml or .json, the environment, or by default.')
    .option('--origin', 'show where each comes from')
    .action(runs(async (options) => (await import('../commands/config.ts')).showConfig(program, options)));
};
