import type { BacktestReport, Difference } from './schema.ts'

/** Two reports of one simulation, the second of which goes on where the first ended. */
export function mergeReports(first: BacktestReport, second: BacktestReport, most = 20): BacktestReport {
  const { runs, failures } = first
  const total = { ...runs }
  for (const status of Object.keys(runs) as (keyof typeof runs)[]) total[status] += second.runs[status]
  return {
    ...second,
    since: first.since,
    events: first.events + second.events,
    matched: first.matched + second.matched,
    runs: total,
    effects: addUp(first.effects, second.effects, ({ what }) => what),
    skipped: addUp(first.skipped, second.skipped, ({ code }) => code),
    assumed: addUp(first.assumed, second.assumed, ({ code }) => code),
    failures: {
      count: failures.count + second.failures.count,
      items: [...failures.items, ...second.failures.items].slice(0, most),
    },
    examples: [...first.examples, ...second.examples].slice(0, Math.max(first.examples.length, second.examples.length)),
    notes: [...new Set([...first.notes, ...second.notes])],
    differences: {
      ran: mergeDifferences(first.differences.ran, second.differences.ran, most),
      current: mergeDifferences(first.differences.current, second.differences.current, most),
    },
  }
}

function addUp<T extends { readonly count: number }>(
  first: readonly T[],
  second: readonly T[],
  keyOf: (one: T) => string,
): T[] {
  const all = new Map<string, T>()
  for (const one of [...first, ...second]) {
    const known = all.get(keyOf(one))
    all.set(keyOf(one), known ? { ...known, count: known.count + one.count } : one)
  }
  return [...all.values()].sort((a, b) => b.count - a.count)
}

function mergeDifferences(first: Difference | null, second: Difference | null, most: number): Difference | null {
  if (!first || !second) return first ?? second
  const part = (name: 'newlyMatches' | 'noLongerMatches' | 'otherEffects') => ({
    count: first[name].count + second[name].count,
    items: [...first[name].items, ...second[name].items].slice(0, most),
  })
  return {
    same: first.same + second.same,
    newlyMatches: part('newlyMatches'),
    noLongerMatches: part('noLongerMatches'),
    otherEffects: part('otherEffects'),
    notInForce: first.notInForce + second.notInForce,
    underWay: first.underWay + second.underWay,
  }
}
