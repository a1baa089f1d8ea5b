import type { ConflictPolicy, SyncDirection } from '../entities/mapping.ts'
import type { FieldValue } from '../entities/sync-conflict.ts'
import { mergeSet, sameJson } from '../merge.ts'
import { mergeText } from './merge-text.ts'

/** Values by the service's keys, in the service's terms. A key that is absent is not known; null is empty. */
export type Side = Readonly<Record<string, FieldValue>>

export interface SideRule {
  readonly theirs: string
  readonly direction: SyncDirection
  readonly policy: ConflictPolicy
}

export interface Sides {
  /** What each side was when both were the same. They may differ: a side need not be able to say all that the other can. */
  readonly baseOurs: Side
  readonly baseTheirs: Side
  readonly ours: Side
  readonly theirs: Side
}

export interface MergedSides {
  readonly toOurs: Side
  readonly toTheirs: Side
  readonly conflicts: readonly FieldConflict[]
  /** Fields that are the same now without anybody's doing; their bases move on. */
  readonly settled: readonly string[]
}

export interface FieldConflict {
  readonly field: string
  readonly base: FieldValue
  readonly ours: FieldValue
  readonly theirs: FieldValue
}

/**
 * Three-way merge of one thing that is kept in two places, field by field: who alone changed a field is followed; of lists both sides'
 * additions and removals hold, and of texts what both changed in different places; where both changed a value the policy decides. A field without a base (it was mapped later) takes
 * the side that has something.
 * @param newer whose last change is the younger, for `newest`
 */
export function mergeSides(sides: Sides, rules: readonly SideRule[], newer: 'ours' | 'theirs'): MergedSides {
  const toOurs: Record<string, FieldValue> = {}
  const toTheirs: Record<string, FieldValue> = {}
  const conflicts: FieldConflict[] = []
  const settled: string[] = []
  for (const { theirs: field, direction, policy } of rules) {
    const theirs = sides.theirs[field]
    const ours = sides.ours[field]
    if (theirs === undefined || ours === undefined) continue
    const weChanged = direction !== 'in' && changed(ours, sides.baseOurs[field])
    const theyChanged = direction !== 'out' && changed(theirs, sides.baseTheirs[field])
    if (!weChanged && !theyChanged) continue
    if (sameValue(ours, theirs)) settled.push(field)
    else if (isList(ours) && isList(theirs)) {
      const [there, here] = [
        weChanged ? carried(theirs, sides.baseOurs[field], ours) : theirs,
        theyChanged ? carried(ours, sides.baseTheirs[field], theirs) : ours,
      ]
      if (!sameValue(there, theirs)) toTheirs[field] = there
      if (!sameValue(here, ours)) toOurs[field] = here
      if (sameValue(there, theirs) && sameValue(here, ours)) settled.push(field)
    } else {
      const winner = winnerOf({ weChanged, theyChanged, newer, policy, hasBase: field in sides.baseOurs, ours, theirs })
      const base = sides.baseTheirs[field]
      const text =
        weChanged && theyChanged && isText(base) && isText(ours) && isText(theirs)
          ? mergeText({ base, ours, theirs }, winner === 'ask' ? null : winner)
          : null
      if (text !== null) {
        if (text !== ours) toOurs[field] = text
        if (text !== theirs) toTheirs[field] = text
      } else if (winner === 'ours') toTheirs[field] = ours
      else if (winner === 'theirs') toOurs[field] = theirs
      else conflicts.push({ field, base: sides.baseTheirs[field] ?? null, ours, theirs })
    }
  }
  return { toOurs, toTheirs, conflicts, settled }
}

function winnerOf(field: {
  weChanged: boolean
  theyChanged: boolean
  newer: 'ours' | 'theirs'
  policy: ConflictPolicy
  hasBase: boolean
  ours: FieldValue
  theirs: FieldValue
}): 'ours' | 'theirs' | 'ask' {
  const { weChanged, theyChanged, policy, newer } = field
  if (!theyChanged) return 'ours'
  if (!weChanged) return 'theirs'
  if (!field.hasBase && isEmpty(field.ours) !== isEmpty(field.theirs)) return isEmpty(field.ours) ? 'theirs' : 'ours'
  return policy === 'newest' ? newer : policy
}

/** What one side added and removed, done to the other. */
function carried(onto: readonly string[], before: FieldValue | undefined, after: readonly string[]): string[] {
  const was = isList(before) ? before : []
  return mergeSet(
    onto,
    after.filter((one) => !was.includes(one)),
    was.filter((one) => !after.includes(one)),
  )
}

const changed = (now: FieldValue, base: FieldValue | undefined) => base === undefined || !sameValue(now, base)

/** Lists are sets: their order is nobody's doing. */
export const sameValue = (a: FieldValue, b: FieldValue): boolean =>
  isList(a) && isList(b) ? sameJson([...a].sort(), [...b].sort()) : sameJson(a, b)

const isText = (value: FieldValue | undefined): value is string => typeof value === 'string'
const isList = (value: FieldValue | undefined): value is string[] => Array.isArray(value)
export const isEmpty = (value: FieldValue) => value === null || value === '' || (isList(value) && value.length === 0)
