import { type KnowledgeEntry, parseKnowledge } from '../../src/core/knowledge-entry.ts'
import general from './general/questions.json' with { type: 'json' }
import norton from './norton/questions.json' with { type: 'json' }
import nortonMobile from './norton-mobile/questions.json' with { type: 'json' }
import trendmicro from './trendmicro/questions.json' with { type: 'json' }

/** Every question we have an answer to, checked when the process starts. */
export const KNOWLEDGE: readonly KnowledgeEntry[] = [
  ...parseKnowledge(norton, 'norton'),
  ...parseKnowledge(nortonMobile, 'norton-mobile'),
  ...parseKnowledge(trendmicro, 'trendmicro'),
  ...parseKnowledge(general, 'general'),
]

const BY_ID = new Map(KNOWLEDGE.map((entry) => [entry.id, entry]))

/** An entry by its id; undefined for one that no longer exists (a stored conversation can still name it). */
export const knowledgeEntry = (id: string): KnowledgeEntry | undefined => BY_ID.get(id)
