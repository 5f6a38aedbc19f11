import knowledge from './knowledge.json' with { type: 'json' }
import messages from './messages.json' with { type: 'json' }

/** Every Japanese sentence: the conversation's own, and under `knowledge` the answers to questions. */
export const catalogue = { ...messages, knowledge }
