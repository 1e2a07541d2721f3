/** The applications in a configuration file, whose schema is `schema/config.schema.json`. */

import { join, resolve } from 'node:path';
import { given } from '../../given.ts';
import { pointerStep } from '../../runtime/outputs/escape.ts';
import type { ConfigFile } from '../config/config-file.ts';
import {
  type ApplicationSpec,
  inPlace,
  noFolder,
  type RunOptions,
  type RunSettings,
  type ServeOptions,
  settingsOf,
  type Written,
  type WrittenLog,
  type WrittenParam,
} from './application-spec.ts';

/** As in the schema. */
interface Configured {
  rules: string | string[];
  params?: Record<string, ParamValue>;
  inputs?: ConfiguredInput[];
  outputs?: unknown[];
  state?: string;
  zone?: string;
  'max-line'?: string;
  lateness?: string;
  late?: RunOptions['late'];
  idle?: string;
  'max-skew'?: string;
  checkpoint?: string;
  'on-change'?: RunOptions['onChange'];
  watch?: boolean;
}

type ParamValue = string | number | boolean | (string | number | boolean)[];
type ConfiguredInput = { syslog: string; format?: string; zone?: string } | { follow: string; format?: string };

/** The options that it may override, as they are written. */
const RUN_OPTIONS = ['zone', 'max-line', 'lateness', 'late', 'idle', 'max-skew', 'checkpoint', 'on-change', 'watch'] as const;

/**
 * All applications, in order. The options of `serve` are the defaults.
 * @throws Failure for what cannot be read, with its position
 */
export function applicationsIn(file: ConfigFile, options: ServeOptions): ApplicationSpec[] {
  const { applications = {} } = file.value as { applications?: Record<string, Configured> };
  return Object.entries(applications).map(([name, own]) => new ApplicationReader(file, name, own).read(options));
}

class ApplicationReader {
  private readonly pointer: string;

  constructor(
    private readonly file: ConfigFile,
    private readonly name: string,
    private readonly own: Configured,
  ) {
    this.pointer = `/applications${pointerStep(name)}`;
  }

  read(options: ServeOptions): ApplicationSpec {
    const { name, file, own, pointer } = this;
    const { rules, params = {}, inputs = [], outputs } = own;
    const placed = inputs.map((input, at) => ({ input, at: this.place(`inputs/${at}`) }));
    return {
      name,
      at: file.placeText(pointer),
      rulesAt: this.place('rules'),
      rules: [rules].flat().map((path) => resolve(file.folder, path)),
      params: Object.entries(params).map(([param, value]) => this.param(param, value)),
      addresses: placed.flatMap(({ input, at }) => ('syslog' in input ? this.address(input, at) : [])),
      logs: placed.flatMap(({ input, at }) => ('follow' in input ? this.log(input, at) : [])),
      files: [],
      outputs: outputs && { file, pointer: `${pointer}/outputs`, list: outputs },
      folder: this.folder(options.state),
      settings: this.settings(options),
    };
  }

  /** The position of one of its options. */
  private place(option: string): string {
    return this.file.placeText(`${this.pointer}/${option}`);
  }

  private param(name: string, value: ParamValue): WrittenParam {
    const at = this.file.placeText(`${this.pointer}/params${pointerStep(name)}`);
    return { text: `${name}=${[value].flat().join(',')}`, at, ...given({ items: Array.isArray(value) ? value.map(String) : undefined }) };
  }

  private address({ syslog, format, zone }: { syslog: string; format?: string; zone?: string }, at: string): Written {
    const more = new URLSearchParams(given({ format, zone }));
    if (more.size === 0) return { text: syslog, at };
    return { text: `${syslog}${syslog.includes('?') ? '&' : '?'}${more}`, at };
  }

  private log({ follow, format }: { follow: string; format?: string }, at: string): WrittenLog {
    return { text: resolve(this.file.folder, follow), at, ...given({ format }) };
  }

  private folder(common: string | undefined): string {
    if (this.own.state !== undefined) return resolve(this.file.folder, this.own.state);
    if (common === undefined) throw noFolder();
    return join(resolve(common), this.name);
  }

  /** One by one, so that a Failure gets the position of its cause. */
  private settings(common: RunOptions): RunSettings {
    const { own } = this;
    const all: RunOptions = { ...common };
    for (const written of RUN_OPTIONS) {
      const value = own[written];
      if (value === undefined) continue;
      // As the program calls it: `max-line` is `maxLine`.
      const option = written.replace(/-(.)/, (_, letter: string) => letter.toUpperCase());
      Object.assign(all, { [option]: value });
      inPlace(this.place(written), () => settingsOf({ ...common, [option]: value }));
    }
    return settingsOf(all);
  }
}
