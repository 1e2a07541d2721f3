/** Reads the options of one output, and collects mistakes. */

import { X509Certificate } from 'node:crypto';
import type { Period } from '../../report/statistics.ts';
import { LONGEST_WAIT } from '../../state/clock.ts';
import { parseDuration } from '../../values/duration.ts';
import { pointerStep } from '../escape.ts';
import type { OutputOptions } from './configuration.ts';
import { REFERENCE, type SecretStore, type Secrets } from './secrets.ts';
import { type FieldName, Template } from './template.ts';

/** What outputs need of their environment. */
export interface World {
  secrets: SecretStore;
  /** The text of a file that is no secret, such as a certificate; undefined if it cannot be read. */
  file(path: string): string | undefined;
  /** Whether commands may be run. */
  allowExec: boolean;
  /** The environment of the process: commands inherit it, and it names proxies. */
  inherited: Readonly<Record<string, string | undefined>>;
  /** The name of this machine. */
  hostname: string;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface OutputProblem {
  /** Its place in the configuration: a JSON pointer (RFC 6901). */
  pointer: string;
  /** Within a text, from 1. */
  column?: number;
  message: string;
  /** For an unknown name: what was written, and what could have been meant. */
  written?: string;
  known?: readonly string[];
}

/** A field that a template of an output names, and its place. */
export interface TemplateName extends FieldName {
  pointer: string;
}

export class OptionReader {
  constructor(
    private readonly options: OutputOptions,
    private readonly pointer: string,
    readonly world: World,
    readonly secrets: Secrets,
    readonly problems: OutputProblem[] = [],
    /** The fields named in templates. */
    readonly fields: TemplateName[] = [],
  ) {}

  report(option: string, message: string, more: Omit<Partial<OutputProblem>, 'message'> = {}): undefined {
    this.problems.push({ pointer: this.placeOf(option), message, ...more });
  }

  /** The options nested in an option; empty if it is absent. */
  part(option: string): OptionReader {
    const options = (this.value(option) ?? {}) as OutputOptions;
    return new OptionReader(options, this.placeOf(option), this.world, this.secrets, this.problems, this.fields);
  }

  private placeOf(option: string): string {
    return this.pointer + pointerStep(option);
  }

  /** The raw value: the schema has validated it. */
  value(option: string): unknown {
    return Object.hasOwn(this.options, option) ? this.options[option] : undefined;
  }

  names(): string[] {
    return Object.keys(this.options);
  }

  /** The period by which counts are sent; undefined for outcomes. */
  get statistics(): Period | undefined {
    return this.value('statistics') as Period | undefined;
  }

  text(option: string): string | undefined {
    return this.value(option) as string | undefined;
  }

  number(option: string): number | undefined {
    return this.value(option) as number | undefined;
  }

  flag(option: string): boolean {
    return this.value(option) === true;
  }

  /** A duration in milliseconds. */
  millis(option: string): number | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    const micros = parseDuration(text);
    if (micros === undefined || micros <= 0) return this.report(option, `'${text}' is not a valid duration; write it as 500ms, 30s or 5m.`);
    return micros / 1000;
  }

  /** The time limit of one delivery in whole milliseconds, within the range of timers. */
  timeout(usual: number): number {
    return Math.min(Math.ceil(this.millis('timeout') ?? usual), LONGEST_WAIT);
  }

  /** The value of a secret. */
  secret(option: string): string | undefined {
    const reference = this.text(option);
    return reference === undefined ? undefined : this.reveal(reference, option);
  }

  /** A text that may be a secret; undefined if that does not exist, which is reported. */
  openOrSecret(option: string, usual: string): string | undefined {
    const text = this.text(option) ?? usual;
    return REFERENCE.test(text) ? this.reveal(text, option) : text;
  }

  reveal(reference: string, option: string): string | undefined {
    const found = this.secrets.read(reference);
    return 'value' in found ? found.value : this.report(option, found.problem);
  }

  template(option: string, usual: string): Template;
  template(option: string): Template | undefined;
  template(option: string, usual?: string): Template | undefined {
    const text = this.text(option) ?? usual;
    return text === undefined ? undefined : this.parse(text, option);
  }

  /**
   * Parses a template; returns an empty one if it has mistakes, which are reported.
   * @param before how much of the option comes before the text
   * @param below where the text is in the option, as a JSON pointer
   */
  parse(text: string, option: string, before = 0, below = ''): Template {
    const template = Template.parse(text);
    const pointer = this.placeOf(option) + below;
    if (template instanceof Template) {
      for (const { path, column } of template.names) this.fields.push({ pointer, path, column: before + column });
      return template;
    }
    this.report(option, template.message, { pointer, column: before + template.column });
    return Template.of('');
  }

  /** The certificates in the file that an option names (PEM). */
  certificates(option: string): string | undefined {
    const path = this.text(option);
    if (path === undefined) return undefined;
    const text = this.world.file(path);
    if (text === undefined) return this.report(option, `The file ${path} cannot be read.`);
    return isCertificate(text) ? text : this.report(option, `The file ${path} has no certificate in PEM.`);
  }
}

/** Node ignores invalid certificates to trust, and would then trust nobody. */
function isCertificate(text: string): boolean {
  try {
    new X509Certificate(text);
    return true;
  } catch {
    return false;
  }
}
