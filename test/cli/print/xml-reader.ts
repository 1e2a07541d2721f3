/** A strict parser for the XML of reports, as an independent check: elements, attributes, text, references. */

export interface ReadElement {
  name: string;
  attributes: Map<string, string>;
  children: ReadElement[];
  text: string;
}

const CHARACTER = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** @throws Error if it is not well-formed XML 1.0. */
export function readXml(xml: string): ReadElement {
  if (!CHARACTER.test(xml)) throw new Error('a character that XML 1.0 does not allow');
  const declared = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(xml);
  if (!declared) throw new Error('no declaration');
  // Parsers normalise line ends to one character (2.11).
  const reader = new Reader(xml.slice(declared[0].length).replace(/\r\n?/g, '\n'));
  return reader.document();
}

class Reader {
  private at = 0;

  constructor(private readonly xml: string) {}

  document(): ReadElement {
    const root = this.element();
    if (this.xml.slice(this.at).trim() !== '') throw new Error('something after the root');
    return root;
  }

  private element(): ReadElement {
    const [, name = '', attributes = '', closed] = this.take(/<([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(\/?)>/y);
    const element: ReadElement = { name, attributes: readAttributes(attributes), children: [], text: '' };
    if (closed) return element;
    for (;;) {
      const [text = ''] = this.take(/[^<]*/y);
      if (text.includes(']]>')) throw new Error(']]> in text');
      element.text += dereference(text);
      if (this.xml.startsWith('</', this.at)) break;
      element.children.push(this.element());
    }
    const [, end] = this.take(/<\/([a-z]+)>/y);
    if (end !== name) throw new Error(`${name} is ended by ${end}`);
    return element;
  }

  private take(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.xml);
    if (!found) throw new Error(`no ${pattern} at ${this.at}: ${this.xml.slice(this.at, this.at + 40)}`);
    this.at += found[0].length;
    return found;
  }
}

function readAttributes(text: string): Map<string, string> {
  // Whitespace becomes spaces, except in references (3.3.3).
  const pairs = [...text.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, dereference(value.replace(/[\t\n]/g, ' '))] as const,
  );
  const attributes = new Map(pairs);
  if (attributes.size < pairs.length) throw new Error('an attribute twice');
  return attributes;
}

function dereference(text: string): string {
  return text.replace(/&(#(\d+)|[a-z]+;?|)(;?)/g, (whole, name: string, code?: string) => {
    const found = code === undefined ? ENTITIES.get(name.replace(';', '')) : String.fromCodePoint(Number(code));
    if (found === undefined || !whole.endsWith(';') || !CHARACTER.test(found)) throw new Error(`no reference: ${whole}`);
    return found;
  });
}
