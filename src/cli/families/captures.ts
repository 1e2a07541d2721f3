/** Commands that record input, and run rules over it later. */

import { type Command, Option } from 'commander';
import { addFollowing, collect, type Family, positiveNumber, refuseIdle } from './family.ts';

export const addCaptures: Family = (program, ended) => {
  addFollowing(
    program
      .command('capture')
      .description('Write what comes in over the network and in growing logs to a file for corr replay.')
      .argument('[rules...]', 'rules whose formats to use, besides the built-in ones')
      .option('-o, --output <file>', 'the file to write')
      .option('--syslog <address>', 'receive on udp://, tcp://, tls://, relp:// or unix://; may be repeated', collect)
      .option('--follow <log>', 'a log that grows: a file, glob or folder, or format=path; may be repeated', collect)
      .option('--state <folder>', 'instead of inputs: the journal that corr serve keeps there'),
  )
    .option('--idle <duration>', 'how long nothing must come before ticks of the wall clock are recorded', '2s')
    .option('--duration <duration>', 'end after this time')
    .option('--records <n>', 'end after this many records', positiveNumber)
    .option('--max-bytes <size>', 'end when the file has about this size: 100MB, 1GiB')
    .option('--force', 'overwrite an existing file')
    .action(async (rules: string[], options, command: Command) => {
      if (options.state !== undefined) refuseIdle(command, ['idle', 'zone', 'maxLine'], 'with --state');
      const { capture } = await import('../commands/capture.ts');
      ended(await capture(rules, { ...program.opts(), ...options }));
    });
  program
    .command('replay')
    .description('Run rules over what a live run took in, or a capture: the same bytes come out as came out then.')
    .argument('<inputs...>', 'rules first, then captures, or journals from the state of corr serve, in their order')
    .option('--param <name=value>', 'a value for a param; may be repeated', collect)
    .addOption(new Option('--format <format[=file]>', 'text, ndjson, json or csv; may be repeated').env('CORR_FORMAT').argParser(collect))
    .option('--summary <format[=file]>', 'text, json or none; may be repeated', collect)
    .option('--stats <period[=file]>', 'outcomes counted by rule, hourly or daily, as NDJSON; may be repeated', collect)
    .option('--fail-on <outcomes>', 'exit with 1 when one of these outcomes occurs, such as failure,timeout')
    .option('--since <time>', 'only records from this time on: 2h, 14:30, 2024-03-01, 2024-03-01T08:00:00Z')
    .option('--until <time>', 'only records before this time')
    .option('--where <condition>', 'only records that match: host == "web1" and severity >= error')
    .option('--lines <a-b>', 'only lines, or messages, with these numbers in their source: 17, 100-200')
    .option('--zone <zone>', 'the zone of hours and days of --stats', 'UTC')
    .option('--lateness <duration>', 'how far records may be out of order', '2s')
    .addOption(new Option('--late <policy>', 'what to do with late records').choices(['deliver', 'drop']).default('deliver'))
    .option('--max-skew <duration>', 'how far after its receipt a timestamp may be and still be trusted', '5m')
    .addOption(
      new Option('--at-end <what>', 'what to do with open transactions at the end; keep: report nothing, as in a live run')
        .choices(['keep', 'open', 'expire'])
        .default('keep'),
    )
    .action(async (inputs: string[], options) => {
      const { replay } = await import('../commands/replay.ts');
      ended(await replay(inputs, { ...program.opts(), ...options }));
    });
};
