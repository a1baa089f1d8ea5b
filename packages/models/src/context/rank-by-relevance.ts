import { jaccard, plainTitle, trigramsOf } from '@orchestrator/domain/text'

/** Something that may be shown to a model. */
export interface Rankable {
  readonly key: string
  readonly text: string
}

/** How fast more of the same word counts less, and how much a long text has to have more of it: the values of Lucene. */
const [k1, b] = [1.2, 0.75] as const
/** Words that have so much of their trigrams in common count as forms of each other, by that much. */
const leastLikeness = 0.5

/**
 * How much each text has to do with a goal, 0 and more: BM25 over words, where words that are alike by their trigrams count as well
 * (`poster` for `posters`, and typing errors). For lists of some thousand texts: nothing is kept.
 *
 * Source: S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, https://doi.org/10.1561/1500000019
 * @returns by key, in the order of the texts
 */
export function rankByRelevance(goal: string, texts: readonly Rankable[]): ReadonlyMap<string, number> {
  const counted = texts.map(({ key, text }) => ({ key, words: countWords(text) }))
  const lengths = counted.map(({ words }) => sumOf(words))
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1
  const having = new Map<string, number>()
  for (const { words } of counted) for (const word of words.keys()) having.set(word, (having.get(word) ?? 0) + 1)
  const rarity = (word: string) => {
    const n = having.get(word) ?? 0
    return Math.log(1 + (texts.length - n + 0.5) / (n + 0.5))
  }
  const vocabulary = new Map([...having.keys()].map((word) => [word, trigramsOf(word)]))
  const wanted = [...countWords(goal).keys()].map((word) => formsOf(word, vocabulary))
  return new Map(
    counted.map(({ key, words }, n) => {
      const norm = k1 * (1 - b + (b * (lengths[n] ?? 0)) / mean)
      const of = (word: string) => {
        const count = words.get(word) ?? 0
        return count === 0 ? 0 : (rarity(word) * count * (k1 + 1)) / (count + norm)
      }
      // Of several forms of one word the best counts: to have them all is not to be more relevant.
      const score = wanted.reduce(
        (sum, forms) => sum + Math.max(0, ...forms.map(([word, alike]) => alike * of(word))),
        0,
      )
      return [key, score]
    }),
  )
}

/** The words of a vocabulary that are this word or alike, and how much: 1 for the word itself. */
function formsOf(
  word: string,
  vocabulary: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (readonly [string, number])[] {
  const own = trigramsOf(word)
  const forms: (readonly [string, number])[] = []
  for (const [other, trigrams] of vocabulary) {
    const alike = jaccard(own, trigrams)
    if (alike >= leastLikeness) forms.push([other, alike])
  }
  return forms
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of plainTitle(text).split(' ')) if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const sumOf = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0)
