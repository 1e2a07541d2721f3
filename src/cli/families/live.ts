/** Commands that run rules live. */

import { Option } from 'commander';
import { addFollowing, addOrder, collect, type Family, paramOption } from './family.ts';

export const addLive: Family = (program, runs) => {
  const serve = program
    .command('serve')
    .description('Run rules live, day and night: on growing logs, and on what the network sends.')
    .argument('[rules...]', 'rule files, folders with rule files, or a compiled plan; the applications of the configuration if not given')
    .option('--only <application>', 'only this application of the configuration; may be repeated', collect)
    .option('--syslog <address>', 'receive on udp://, tcp://, tls://, relp:// or unix://; may be repeated', collect)
    .option('--follow <log>', 'a log that grows: a file, glob or folder, or format=path; may be repeated', collect)
    .option(
      '--state <folder>',
      'where to keep state, in a subfolder for each application: a restart resumes from there, also after a crash',
    )
    .option('--out <file>', 'a file to append outcomes to: NDJSON, or CSV if it ends in .csv; may be repeated', collect)
    .option('--stats <period=file>', 'a file of outcomes counted by rule, hourly or daily, as NDJSON; may be repeated', collect)
    .option('--outputs <file>', 'files and outputs over the network, described in JSON or YAML')
    .option('--allow-exec', 'outputs may run commands')
    .addOption(paramOption());
  addOrder(addFollowing(serve), '2s')
    .option('--idle <duration>', 'how long nothing must come before the wall clock advances the rules', '2s')
    .option('--max-skew <duration>', 'how far after its receipt a timestamp may be and still be trusted', '5m')
    .option('--checkpoint <duration>', 'how often state is saved', '10s')
    .addOption(
      new Option(
        '--on-change <policy>',
        'what to do with open transactions when their rule changes; drain: finish under the old rule, migrate: go on under the new one, if the state is compatible',
      )
        .choices(['abandon', 'drain', 'migrate'])
        .default('abandon'),
    )
    .option('--watch', 'read the rules again when their files change, as on SIGHUP')
    .option('--control <socket>', 'the socket for corr state, tail, top and tap; in the state folder if not given; off: none')
    .option('--metrics <address>', 'where to serve /metrics, /healthz and /readyz over HTTP, such as 127.0.0.1:9464')
    .option('--check', 'check rules, params, inputs and outputs, and exit without starting')
    .option('--from-start', 'discard the existing state, and start afresh')
    .action(runs(async (rules: string[], options) => (await import('../commands/serve.ts')).serve(rules, options)));
};
