export { jaccard } from './jaccard.ts'
export { leastLikeness, plainTitle, titleLikeness, trigramsOf, wordsOf } from './titles.ts'
