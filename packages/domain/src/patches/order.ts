interface Linked {
  readonly key: string
  readonly dependsOn: readonly string[]
}

/** Each after those that it depends on, else in the order in which they are. Those in a circle, and behind one, are left out. */
export function inOrder<T extends Linked>(operations: readonly T[]): T[] {
  const ordered: T[] = []
  const done = new Set<string>()
  for (let rest = [...operations]; rest.length > 0; ) {
    const next = rest.find(({ dependsOn }) => dependsOn.every((key) => done.has(key)))
    if (!next) break
    ordered.push(next)
    done.add(next.key)
    rest = rest.filter((one) => one !== next)
  }
  return ordered
}

/** The keys of all that depend on one of these, also through others. */
export function dependentsOf(operations: readonly Linked[], keys: Iterable<string>): Set<string> {
  const of = new Set(keys)
  const found = new Set<string>()
  for (const { key, dependsOn } of inOrder(operations))
    if (!of.has(key) && dependsOn.some((one) => of.has(one) || found.has(one))) found.add(key)
  return found
}
