import { compareRuns, type Side } from '../compare.ts'
import type { EventBrief } from '../judged.ts'
import type { Difference } from './schema.ts'

type Part = 'newlyMatches' | 'noLongerMatches' | 'otherEffects'

export const emptyDifference = (): Difference => ({
  same: 0,
  newlyMatches: { count: 0, items: [] },
  noLongerMatches: { count: 0, items: [] },
  otherEffects: { count: 0, items: [] },
  notInForce: 0,
  underWay: 0,
})

interface Pair {
  readonly event: EventBrief
  readonly runId: string | null
  readonly before: Side | null
  readonly after: Side | null
  readonly inForce: boolean
}

/** Counts one event; of each kind of difference so many are kept. */
export function addDifference(difference: Difference, pair: Pair, most: number): void {
  const { event, runId, before, after, inForce } = pair
  const add = (part: Part, parting: { step: number | null; before: string | null; after: string | null }) => {
    difference[part].count++
    if (difference[part].items.length < most) difference[part].items.push({ event, runId, ...parting })
  }
  if (!before && !after) return
  if (!before) {
    if (!inForce) difference.notInForce++
    else add('newlyMatches', { step: null, before: null, after: inWords(after) })
  } else if (!after) add('noLongerMatches', { step: null, before: inWords(before), after: null })
  else {
    const compared = compareRuns(before, after)
    if (compared === 'same') difference.same++
    else if (compared === 'under_way') difference.underWay++
    else add('otherEffects', compared)
  }
}

function inWords(side: Side | null): string {
  if (!side) return ''
  if (side.error) return `${side.status}: ${side.error.message}`
  return side.effects.map(({ summary }) => summary).join(', ') || 'nothing'
}
