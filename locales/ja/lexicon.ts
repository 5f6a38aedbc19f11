import type { Lexicon } from '../../src/core/understanding/lexicon.ts'
import words from './lexicon.json' with { type: 'json' }
import model from './lexicon-model.json' with { type: 'json' }

/** Everything the reader knows about Japanese: words and grammar by hand, weights by `test/understanding/train.ts`. */
export const lexicon: Lexicon = { ...(words as Omit<Lexicon, 'model'>), model: model as unknown as Lexicon['model'] }
