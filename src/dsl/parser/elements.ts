import type { Element, ElementGroup, ElementSet, Quantifier, RecordRef, RecordSet } from '../ast-rules.ts';
import { Ident, Int, sign, Word, word } from '../tokens.ts';
import { type Into, spanOf } from './base.ts';
import { BlockParser } from './blocks.ts';

/** What a step takes: records, sets and groups of them, with quantifiers. */
export class ElementParser extends BlockParser {
  private readonly ref = this.RULE('ref', (): RecordRef => {
    const first = this.nameOf(this.CONSUME(Ident));
    return { kind: 'RecordRef', ...this.members(first) };
  });

  private readonly set = this.RULE('set', (): ElementSet => {
    return this.made<ElementSet>({ kind: 'ElementSet', mode: 'any', members: [] }, (node) => {
      node.mode = this.pick(0, [word('any'), word('all')]).image as 'any';
      this.CONSUME(sign('{'));
      this.list('}', () => this.SUBRULE(this.element, { ARGS: [node.members] }));
    });
  });

  protected readonly setOrRef = this.RULE(
    'setOrRef',
    (): RecordSet => this.OR<RecordSet>([{ ALT: () => this.SUBRULE(this.set) }, { ALT: () => this.SUBRULE(this.ref) }]),
  );

  private readonly group = this.RULE('group', (): ElementGroup => {
    return this.made<ElementGroup>({ kind: 'ElementGroup', items: [], links: [] }, (node) => {
      this.CONSUME(sign('('));
      this.SUBRULE(this.element, { ARGS: [node.items] });
      this.MANY(() => {
        node.links.push(this.pick(0, [word('then'), word('next')]).image as 'then');
        this.SUBRULE1(this.element, { ARGS: [node.items] });
      });
      this.CONSUME(sign(')'), { ERR_MSG: "'then', 'next' or ')'" });
    });
  });

  protected readonly element = this.RULE('element', (into: Into<Element>) => {
    const absent: RecordRef = { kind: 'RecordRef', parts: [], start: 0, end: 0 };
    this.open<Element>(into, { kind: 'Element', item: absent, where: [] }, (node) => {
      const item = this.OR<Element['item']>([
        { ALT: () => this.SUBRULE(this.set) },
        { ALT: () => this.SUBRULE(this.group) },
        { ALT: () => this.SUBRULE(this.ref) },
      ]);
      if (item) node.item = item;
      this.OPTION(() => {
        const quantifier = this.SUBRULE(this.quantifier);
        if (quantifier) node.quantifier = quantifier;
      });
      this.MANY(() => this.SUBRULE(this.elementPart, { ARGS: [node] }));
    });
  });

  private readonly elementPart = this.filling('elementPart', (node: Element) => {
    this.OR([
      { ALT: () => this.part(node, 'as', () => this.nameOf(this.CONSUME(Word))) },
      { ALT: () => this.SUBRULE(this.where, { ARGS: [node.where] }) },
      { ALT: () => this.part(node, 'within', () => this.SUBRULE(this.duration)) },
      { ALT: () => this.part(node, 'without', () => this.SUBRULE(this.setOrRef)) },
    ]);
  });

  private readonly quantifier = this.RULE(
    'quantifier',
    (): Quantifier =>
      this.OR<Quantifier>([
        { ALT: () => ({ kind: 'Quantifier', min: 0, max: 1, ...spanOf(this.CONSUME(sign('?'))) }) },
        { ALT: () => ({ kind: 'Quantifier', min: 0, ...spanOf(this.CONSUME(sign('*'))) }) },
        { ALT: () => ({ kind: 'Quantifier', min: 1, ...spanOf(this.CONSUME(sign('+'))) }) },
        {
          ALT: () =>
            this.made<Quantifier>({ kind: 'Quantifier', min: 0 }, (node) => {
              this.CONSUME(sign('{'));
              node.min = Number(this.CONSUME(Int).image);
              node.max = node.min;
              this.OPTION(() => {
                this.CONSUME(sign('..'));
                delete node.max;
                this.OPTION1(() => {
                  node.max = Number(this.CONSUME1(Int).image);
                });
              });
              this.CONSUME(sign('}'));
            }),
        },
      ]),
  );
}
