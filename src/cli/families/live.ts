/** Commands that run rules live. */

import { Option } from 'commander';
import { collect, type Family } from './family.ts';

export const addLive: Family = (program, ended) => {
  program
    .command('serve')
    .description('Run rules live, day and night: over logs that grow, and over what the network sends.')
    .argument('[rules...]', 'rule files, folders with rule files, or a compiled plan; the applications of the configuration if absent')
    .option('--only <application>', 'of the applications of the configuration only this; may be given again', collect)
    .option('--syslog <address>', 'receive on udp://, tcp://, tls://, relp:// or unix://; may be given again', collect)
    .option('--follow <log>', 'a log that grows: a file, glob or folder, or format=path; may be given again', collect)
    .option(
      '--state <folder>',
      'where state is kept, of applications below it by their names: after a stop or a crash it goes on from there',
    )
    .option('--out <file>', 'a file that outcomes are added to: NDJSON, or CSV if it ends in .csv; may be given again', collect)
    .option('--stats <period=file>', 'a file of outcomes counted by rule, hourly or daily, as NDJSON; may be given again', collect)
    .option('--outputs <file>', 'files and outputs over the network, described in JSON or YAML')
    .option('--allow-exec', 'outputs may run commands')
    .option('--param <name=value>', 'a value for a param; may be given again', collect)
    .option('--zone <zone>', 'the zone of stamps without one', 'UTC')
    .option('--lateness <duration>', 'how far records may be out of order', '2s')
    .addOption(new Option('--late <policy>', 'what becomes of late records').choices(['deliver', 'drop']).default('deliver'))
    .option('--idle <duration>', 'so long nothing must come before the wall clock moves the rules', '2s')
    .option('--max-skew <duration>', 'how far beyond its receipt a stamp is believed', '5m')
    .option('--checkpoint <duration>', 'how often state is saved', '10s')
    .addOption(
      new Option(
        '--on-change <policy>',
        'what becomes of what is open when its rule changes; drain: it goes on by the old rule, migrate: by the new one, if its state looks the same',
      )
        .choices(['abandon', 'drain', 'migrate'])
        .default('abandon'),
    )
    .option('--watch', 'read the rules again when their files change, as on SIGHUP')
    .option('--control <socket>', 'where corr state, tail, top and tap ask; in the folder for state if absent; off: nowhere')
    .option('--metrics <address>', 'where /metrics, /healthz and /readyz are told over HTTP, such as 127.0.0.1:9464')
    .option('--check', 'look for what is wrong with rules, params, inputs and outputs, and begin nothing')
    .option('--from-start', 'forget the state that is there, and begin anew')
    .action(async (rules: string[], options) => {
      const { serve } = await import('../commands/serve.ts');
      ended(await serve(rules, { ...program.opts(), ...options }));
    });
};
