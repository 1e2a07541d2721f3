/** XML 1.0, as far as reports need it. */

import { ENTITIES, terminalText } from '../../runtime/outputs/escape.ts';

export interface Element {
  name: string;
  /** Undefined attributes are omitted. */
  attributes: Readonly<Record<string, string | number | undefined>>;
  /** Text is escaped when written. */
  children?: readonly (Element | string)[];
}

export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}`;
}

/** Elements are indented; elements with text are not, as that would change it. */
function elementText({ name, attributes, children = [] }: Element, indent: string): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const head = [name, ...given.map(([key, value]) => `${key}="${escaped(String(value))}"`)].join(' ');
  if (children.length === 0) return `${indent}<${head}/>\n`;
  const texts = children.filter((child) => typeof child === 'string');
  if (texts.length > 0) return `${indent}<${head}>${texts.map((text) => escaped(text).replaceAll('&#10;', '\n')).join('')}</${name}>\n`;
  const inside = children.map((child) => (typeof child === 'string' ? '' : elementText(child, `${indent}  `)));
  return `${indent}<${head}>\n${inside.join('')}${indent}</${name}>\n`;
}

/** Characters that XML cannot contain even as references: they are shown as on a terminal. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
const SPECIAL = /[&<>"'\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** For text and attributes: line ends and blanks survive parsing, and nothing controls a terminal. */
function escaped(text: string): string {
  const possible = text.replace(FORBIDDEN, (char) =>
    terminalText(char) === char ? `\\u${char.charCodeAt(0).toString(16)}` : terminalText(char),
  );
  return possible.replace(SPECIAL, (char) => ENTITIES.get(char) ?? `&#${char.codePointAt(0)};`);
}
