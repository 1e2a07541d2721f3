import { type ILookaheadStrategy, LLkLookaheadStrategy } from 'chevrotain';

type Alternation = Parameters<ILookaheadStrategy['buildLookaheadForAlternation']>[0];
type Optional = Parameters<ILookaheadStrategy['buildLookaheadForOptional']>[0];

/** LL(k) lookahead that computes each decision on first use: computing all takes longer than most parses. */
export class LazyLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation(options: Alternation): ReturnType<ILookaheadStrategy['buildLookaheadForAlternation']> {
    return whenCalled(() => super.buildLookaheadForAlternation(options));
  }

  override buildLookaheadForOptional(options: Optional): () => boolean {
    return whenCalled(() => super.buildLookaheadForOptional(options));
  }
}

/** A function that is built on the first call; `this` is the parser. */
function whenCalled<Given extends unknown[], Answer>(build: () => (...given: Given) => Answer): (...given: Given) => Answer {
  let built: ((...given: Given) => Answer) | undefined;
  return function (this: unknown, ...given) {
    built ??= build();
    return built.apply(this, given);
  };
}
