import { type ILookaheadStrategy, LLkLookaheadStrategy } from 'chevrotain';

type Alternation = Parameters<ILookaheadStrategy['buildLookaheadForAlternation']>[0];
type Optional = Parameters<ILookaheadStrategy['buildLookaheadForOptional']>[0];

/** LL(k) that works out a decision when a text first comes to it: all of a grammar takes longer than most texts do. */
export class LazyLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation(options: Alternation): ReturnType<ILookaheadStrategy['buildLookaheadForAlternation']> {
    return whenCalled(() => super.buildLookaheadForAlternation(options));
  }

  override buildLookaheadForOptional(options: Optional): () => boolean {
    return whenCalled(() => super.buildLookaheadForOptional(options));
  }
}

/** The function that is built at the first call; `this` is the parser. */
function whenCalled<Given extends unknown[], Answer>(build: () => (...given: Given) => Answer): (...given: Given) => Answer {
  let built: ((...given: Given) => Answer) | undefined;
  return function (this: unknown, ...given) {
    built ??= build();
    return built.apply(this, given);
  };
}
