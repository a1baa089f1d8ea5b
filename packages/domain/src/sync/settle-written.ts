import type { FieldValue } from '../entities/sync-conflict.ts'
import { type Side, sameValue } from './merge-sides.ts'

/**
 * What both sides have in common after fields were written there. The answer may tell more than what was written: what others
 * changed since it was read is not common yet, or nobody here would ever see it. What the service made of the values themselves is.
 * @param before as it was read
 * @returns base of what was written; and whether others changed it meanwhile
 */
export function settleWritten({ before, wanted, answer }: { before: Side; wanted: Side; answer: Side }): {
  readonly base: Side
  readonly others: boolean
} {
  let others = false
  const base: Record<string, FieldValue> = {}
  for (const [field, now] of Object.entries(answer)) {
    const was = before[field]
    const value = wanted[field]
    if (value === undefined) {
      if (was !== undefined && !sameValue(now, was)) others = true
    } else if (Array.isArray(now) && Array.isArray(value)) {
      base[field] = commonOf(Array.isArray(was) ? was : [], value, now)
      if (!sameValue(base[field], now)) others = true
    } else base[field] = now
  }
  return { base, others }
}

/** Services change the case of what they know already. */
const folded = (one: string) => one.toLowerCase()

function commonOf(was: readonly string[], wanted: readonly string[], now: readonly string[]): string[] {
  const [before, ours, had] = [was, wanted, now].map((list) => new Set(list.map(folded)))
  const isIn = (set: Set<string> | undefined, one: string) => set?.has(folded(one)) === true
  // What we added and is not there has been made into something else by the service: that is nobody else's doing.
  const changed = wanted.some((one) => !isIn(before, one) && !isIn(had, one))
  // What we left in it and is gone was taken away by somebody else.
  const taken = was.filter((one) => isIn(ours, one) && !isIn(had, one))
  return [...now.filter((one) => changed || isIn(ours, one)), ...taken]
}
