import type { Element, ElementGroup, ElementSet, Quantifier, RecordRef, RecordSet } from '../ast-rules.ts';
import { Ident, Int, sign, Word, word } from '../tokens.ts';
import { spanOf } from './base.ts';
import { BlockParser } from './blocks.ts';

/** What a step takes: records, sets and groups of them, with quantifiers. */
export class ElementParser extends BlockParser {
  private readonly ref = this.RULE('ref', (): RecordRef => {
    const first = this.nameOf(this.CONSUME(Ident));
    return { kind: 'RecordRef', ...this.members(first) };
  });

  private readonly set = this.RULE('set', (): ElementSet => {
    const token = this.pick(0, [word('any'), word('all')]);
    const node: ElementSet = { kind: 'ElementSet', mode: token.image as 'any', members: [], ...spanOf(token) };
    this.CONSUME(sign('{'));
    const close = this.list('}', () => this.SUBRULE(this.element, { ARGS: [node.members] }));
    node.end = spanOf(close).end;
    return node;
  });

  protected readonly setOrRef = this.RULE(
    'setOrRef',
    (): RecordSet => this.OR<RecordSet>([{ ALT: () => this.SUBRULE(this.set) }, { ALT: () => this.SUBRULE(this.ref) }]),
  );

  private readonly group = this.RULE('group', (): ElementGroup => {
    const open = this.CONSUME(sign('('));
    const node: ElementGroup = { kind: 'ElementGroup', items: [], links: [], ...spanOf(open) };
    this.SUBRULE(this.element, { ARGS: [node.items] });
    this.MANY(() => {
      const link = this.OR([{ ALT: () => this.CONSUME(word('then')) }, { ALT: () => this.CONSUME(word('next')) }]);
      node.links.push(link.image as 'then');
      this.SUBRULE1(this.element, { ARGS: [node.items] });
    });
    node.end = spanOf(this.CONSUME(sign(')'), { ERR_MSG: "'then', 'next' or ')'" })).end;
    return node;
  });

  protected readonly element = this.RULE('element', (into: Element[]) => {
    const absent: RecordRef = { kind: 'RecordRef', parts: [], start: 0, end: 0 };
    this.open<Element>(into ?? [], { kind: 'Element', item: absent, where: [] }, (node) => {
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
      {
        ALT: () => {
          this.saidOnce(node.as);
          this.CONSUME(word('as'));
          node.as = this.nameOf(this.CONSUME(Word));
        },
      },
      { ALT: () => this.SUBRULE(this.where, { ARGS: [node.where] }) },
      {
        ALT: () => {
          this.saidOnce(node.within);
          this.CONSUME(word('within'));
          node.within = this.SUBRULE(this.duration);
        },
      },
      {
        ALT: () => {
          this.saidOnce(node.without);
          this.CONSUME(word('without'));
          node.without = this.SUBRULE(this.setOrRef);
        },
      },
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
          ALT: () => {
            const { start } = spanOf(this.CONSUME(sign('{')));
            const min = Number(this.CONSUME(Int).image);
            const node: Quantifier = { kind: 'Quantifier', min, max: min, start, end: start };
            this.OPTION(() => {
              this.CONSUME(sign('..'));
              delete node.max;
              this.OPTION1(() => {
                node.max = Number(this.CONSUME1(Int).image);
              });
            });
            node.end = spanOf(this.CONSUME(sign('}'))).end;
            return node;
          },
        },
      ]),
  );
}
