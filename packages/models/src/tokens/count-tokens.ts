/** What is longer is not split into tokens, which could take long, but judged by its length. */
const longest = 50_000
/** Of English text, as OpenAI has it: https://help.openai.com/en/articles/4936856-what-are-tokens-and-how-to-count-them */
const charactersPerToken = 4

/** A word without an end takes time that grows with its square: the text is counted in pieces, each at most one token too many. */
const piece = 1_000

/** The tokens of a text by OpenAI's encoding o200k_base: an estimate for models of others, and for long texts. */
export async function countTokens(text: string): Promise<number> {
  if (text.length > longest) return Math.ceil(text.length / charactersPerToken)
  // Its tables take a moment and some memory: only who counts has them.
  const { countTokens: count } = await import('gpt-tokenizer/encoding/o200k_base')
  let tokens = 0
  for (let at = 0; at < text.length; at += piece) tokens += count(text.slice(at, at + piece), { allowedSpecial: 'all' })
  return tokens
}
