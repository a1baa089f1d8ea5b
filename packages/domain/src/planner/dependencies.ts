import type { PlanTask } from './draft.ts'

/** The tasks that are done by doing them: a whole is done by doing its parts. */
export function leavesOf(tasks: readonly PlanTask[]): PlanTask[] {
  const wholes = new Set(tasks.map(({ parent }) => parent))
  return tasks.filter(({ key }) => !wholes.has(key))
}

/**
 * For what each leaf waits: leaves of the plan, and identifiers of tasks that are there. Whoever waits for a whole waits for all of its
 * parts, and a part waits for whatever its wholes wait for.
 */
export function leafDependencies(tasks: readonly PlanTask[]): Map<string, Set<string>> {
  const byKey = new Map(tasks.map((task) => [task.key, task]))
  const parts = Map.groupBy(tasks, ({ parent }) => parent)
  const within = (name: string): string[] => parts.get(name)?.flatMap(({ key }) => within(key)) ?? [name]
  return new Map(
    leavesOf(tasks).map((leaf) => {
      const before = new Set<string>()
      for (let at: PlanTask | undefined = leaf; at; at = at.parent === null ? undefined : byKey.get(at.parent))
        for (const name of at.dependsOn) for (const one of within(name)) before.add(one)
      return [leaf.key, before]
    }),
  )
}

/**
 * Dependencies without those that others imply: where c waits for b and b for a, nobody needs to be told that c waits for a.
 * Source: A. V. Aho, M. R. Garey and J. D. Ullman, The Transitive Reduction of a Directed Graph, SIAM Journal on Computing 1(2), 1972.
 * @param before without circles
 */
export function withoutImplied(before: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string[]> {
  const reached = new Map<string, Set<string>>()
  const reach = (key: string): Set<string> => {
    const known = reached.get(key)
    if (known) return known
    const all = new Set<string>()
    for (const one of before.get(key) ?? []) for (const far of [one, ...reach(one)]) all.add(far)
    reached.set(key, all)
    return all
  }
  return new Map(
    [...before].map(([key, own]) => {
      const direct = [...own].filter((one) => ![...own].some((other) => other !== one && reach(other).has(one)))
      return [key, direct]
    }),
  )
}
