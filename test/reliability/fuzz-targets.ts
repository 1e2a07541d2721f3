/** Fuzz targets: the source of inputs, and what must hold for each of them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../src/dsl/compiler.ts';
import { DecodedRecord } from '../../src/runtime/decode/decoded-record.ts';
import { createDecoder } from '../../src/runtime/decode/decoders.ts';
import { DEFAULT_OPTIONS } from '../../src/runtime/inputs/net/options.ts';
import { Live } from '../../src/runtime/live.ts';
import { crc32 } from '../../src/runtime/state/crc32.ts';
import { askAll } from '../lsp/ask-all.ts';
import { JOB, open } from '../lsp/editor.ts';
import type { Random } from '../oracle/generator/random.ts';
import { builtin, NOON } from '../runtime/decode/decoding.ts';
import { WIRE_ROWS } from '../runtime/inputs/net/conformance.ts';
import { frameStream } from '../runtime/inputs/net/framing.ts';
import { framePlainly } from '../runtime/inputs/net/plain-framer.ts';
import { CrashingRuns } from '../runtime/live/crashes.ts';
import { OUT, STATE } from '../runtime/live/runs.ts';
import { SimDisk } from '../runtime/state/sim-disk.ts';
import { mutated } from './mutate.ts';

export interface FuzzTarget {
  name: string;
  sample(random: Random): Buffer;
  /** What is wrong with the result; it may throw instead. */
  faultOf(input: Buffer): Promise<string | undefined>;
}

const WIRE_WORDS = ['<13>', '<191>', '<192>', '1 ', ' - ', '\n', '\r\n', '\0', '12 <', '999999999 <', '[a b="c"]', '\\"', ']', 'Feb 29 ', '2024-02-29T12:00:00Z', '\uFEFF', '€', '{"', '":', 'CEF:0|', '="']; // biome-ignore format: words
const FORMATS = (['syslog', 'json', 'logfmt', 'cef', 'clf', 'journal', 'container', 'line'] as const).map((name) => builtin(name));

/** Streams are framed like the naive framer does, and every frame can be decoded. */
const frames: FuzzTarget = {
  name: 'frame',
  sample: (random) => mutated(Buffer.from(random.pick(WIRE_ROWS).sent.slice(0, 4000), 'latin1'), WIRE_WORDS, random),
  async faultOf(input) {
    const framed = frameStream(input, [input.length >> 1], DEFAULT_OPTIONS);
    if (JSON.stringify(framed) !== JSON.stringify(framePlainly(input.toString('latin1'), DEFAULT_OPTIONS))) return 'it is framed wrongly';
    for (const { text } of framed.messages) {
      for (const format of FORMATS) {
        const record = new DecodedRecord();
        const bytes = Buffer.from(text, 'latin1');
        const decoder = createDecoder(format, { received: NOON, zone: 'UTC', live: true });
        decoder.decode(record, bytes, 0, bytes.length);
        decoder.fields(record);
        if (!Number.isSafeInteger(record.time) || record.end !== bytes.length) return `it is read wrongly as ${format.name}`;
      }
    }
    return undefined;
  },
};

const RULE_WORDS = ['transaction', 'window', 'records', 'key', 'start', 'then', 'timeout', 'within', '{', '}', '(', ')', '"', '"""', '{x:int}', '/a*/', '5m', ' as ', 'where', 'count(', '#', '`', 'emit', 'import', '\\', '%', '-1', '99999999999999999999']; // biome-ignore format: words

/** The rule files of the examples, randomly changed. */
class RuleSamples {
  private readonly programs = readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.corr'))
    .map((file) => readFileSync(join('examples', file)));

  sample(random: Random): Buffer {
    return mutated(random.pick(this.programs), RULE_WORDS, random);
  }
}

/** A rule file, however broken, is compiled or rejected with diagnostics. */
class RuleFiles extends RuleSamples implements FuzzTarget {
  readonly name = 'rules';

  async faultOf(input: Buffer): Promise<string | undefined> {
    const compiled = compile({ read: (path) => (path === 'fuzz.corr' ? input.toString() : undefined) }, ['fuzz.corr']);
    const errors = compiled.diagnostics.filter(({ severity }) => severity === 'error');
    const internal = errors.find(({ code }) => code === 'internal-error');
    if (internal) return internal.message;
    return errors.length > 0 === (compiled.plan !== undefined) ? 'there is a plan beside errors, or neither' : undefined;
  }
}

/** The language server answers every query about a rule file, however broken, and about the intact one afterwards. */
class Editors extends RuleSamples implements FuzzTarget {
  readonly name = 'editor';
  private readonly editor = open(JOB);

  async faultOf(input: Buffer): Promise<string | undefined> {
    const { service, path } = this.editor;
    const text = input.toString();
    service.workspace.update(path, text);
    // The position of the change is unknown, so that any will do: the same one for the same text.
    const fault = askAll(service, path, crc32(input) % (text.length + 1));
    service.workspace.update(path, JOB);
    const [first] = service.diagnostics(path);
    return fault ?? (first && `a file without mistakes has one afterwards: ${first.message}`);
  }
}

/** Changed state on disk is either rejected, or everything continues as if it were unchanged. */
export class StateFiles implements FuzzTarget {
  readonly name = 'state';
  private readonly runs: CrashingRuns;
  private readonly disk = new SimDisk();

  private constructor(
    log: string,
    private readonly output: string,
  ) {
    this.runs = new CrashingRuns(log);
  }

  static async of(log: string): Promise<StateFiles> {
    const { output } = await new CrashingRuns(log).undisturbed();
    const files = new StateFiles(log, output);
    await files.runs.undisturbed(files.disk);
    return files;
  }

  /** The number of a file, and its content. */
  sample(random: Random): Buffer {
    const names = this.disk.list(STATE);
    const number = random.int(0, names.length - 1);
    const bytes = Buffer.from(this.disk.bytes(join(STATE, names[number] ?? '')));
    return Buffer.concat([Buffer.from([number]), mutated(bytes, ['\0', '{', '}', '"', '0', '-1', 'null'], random)]);
  }

  async faultOf(input: Buffer): Promise<string | undefined> {
    const disk = this.disk.after('kept');
    disk.set(join(STATE, disk.list(STATE)[input[0] ?? 0] ?? ''), input.subarray(1));
    const live = await Live.open(this.runs.options(disk));
    if (!(live instanceof Live)) return live.help === '' ? 'it is refused without a next step' : undefined;
    while (await live.turn());
    await live.close();
    return disk.text(OUT) === this.output ? undefined : 'another output is told';
  }
}

export async function fuzzTargets(log: string): Promise<FuzzTarget[]> {
  return [frames, new RuleFiles(), new Editors(), await StateFiles.of(log)];
}
