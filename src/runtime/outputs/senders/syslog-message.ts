/** An outcome as a message of RFC 5424: the text for people is the message, everything else is structured data. */

import { SEVERITIES } from '../../../dsl/plan.ts';
import { terminalText } from '../escape.ts';
import { ParcelFields } from './parcel-fields.ts';
import type { Parcel } from './sender.ts';
import type { Template } from './template.ts';

export interface SyslogMessageOptions {
  /** 0 to 23 (RFC 5424, 6.2.1). */
  facility: number;
  hostname: string;
  /** The private enterprise number in the names of elements (6.3.2). */
  enterprise: number;
  message: Template;
}

/** The single-text members of every outcome. */
const COMMON = ['id', 'rule', 'outcome', 'name', 'code', 'reason', 'begin', 'end', 'duration'];
const LEVELS: readonly string[] = SEVERITIES;
const INFO = LEVELS.indexOf('info');

/** `<PRI>1 TIME HOST corr - OUTCOME [outcome@N …][key@N …][fields@N …][labels@N …] MESSAGE` */
export function syslogMessage(parcel: Parcel, { facility, hostname, enterprise, message }: SyslogMessageOptions): string {
  const fields = new ParcelFields(parcel);
  const level = LEVELS.indexOf(fields.text(['severity']) ?? '');
  const code = LEVELS.length - 1 - (level < 0 ? INFO : level);
  const common = COMMON.map((name) => [name, fields.text([name])] as const);
  const elements = [
    element(`outcome@${enterprise}`, common),
    ...['key', 'fields', 'labels'].map((place) => element(`${place}@${enterprise}`, fields.members(place))),
  ];
  const data = elements.join('') || '-';
  const head = [
    `<${facility * 8 + code}>1`,
    fields.text(['end']) ?? '-',
    token(hostname, 255),
    'corr',
    '-',
    token(fields.text(['outcome']) ?? '', 32),
  ];
  return `${head.join(' ')} ${data} ${message.render(fields, terminalText)}`;
}

/** Empty if there are no parameters. A truncated name may occur twice, which 6.3.3 allows. */
function element(id: string, params: readonly (readonly [name: string, value: string | undefined])[]): string {
  const written = params.flatMap(([name, value]) => (value === undefined ? [] : [` ${paramName(name)}="${paramValue(value)}"`]));
  return written.length === 0 ? '' : `[${id}${written.join('')}]`;
}

/** PARAM-NAME: printable ASCII without `=`, `]`, `"` and blanks; other characters become `_`. */
function paramName(name: string): string {
  return token(name.replace(/[=\]"]/g, '_'), 32);
}

/** PARAM-VALUE (6.3.3), without control characters, so that no relay takes a value for the end of a message (8.2). */
function paramValue(value: string): string {
  return terminalText(value).replace(/["\\\]]/g, '\\$&');
}

/** Printable ASCII without blanks; `-` if the text is empty. */
function token(text: string, most: number): string {
  return text.replace(/[^!-~]/g, '_').slice(0, most) || '-';
}
