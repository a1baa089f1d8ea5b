/** How much of all that either has both have (Jaccard's coefficient), from 0 to 1. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const one of a) if (b.has(one)) both++
  const all = a.size + b.size - both
  return all === 0 ? 0 : both / all
}
