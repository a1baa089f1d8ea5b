export { jaccard } from './jaccard.ts'
export { plainTitle, titleLikeness, trigramsOf, wordsOf } from './titles.ts'
