/**
 * How alike two texts are by their words, 0 to 1: the cosine of the two vectors of word counts.
 * Source: G. Salton, A. Wong and C. S. Yang, A vector space model for automatic indexing, 1975.
 */
export function similarityOf(a: string, b: string): number {
  const [left, right] = [countWords(a), countWords(b)]
  let product = 0
  for (const [word, count] of left) product += count * (right.get(word) ?? 0)
  const size = lengthOf(left) * lengthOf(right)
  return size === 0 ? 0 : product / size
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const lengthOf = (counts: ReadonlyMap<string, number>) => Math.hypot(...counts.values())
