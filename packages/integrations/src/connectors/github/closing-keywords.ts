const pattern =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+)?#(\d+)|https?:\/\/[^\s/]+\/([\w.-]+\/[\w.-]+)\/issues\/(\d+))/gi

/** The numbers of the repository's issues that GitHub will close when this is merged. */
export function closedBy(text: string, repository: string): number[] {
  const numbers = new Set<number>()
  for (const [, short, number, long, longNumber] of text.matchAll(pattern)) {
    const named = short ?? long
    if (named === undefined || named.toLowerCase() === repository.toLowerCase())
      numbers.add(Number(number ?? longNumber))
  }
  return [...numbers]
}
