import type { PreferenceContext, PreferenceEffect } from '../../entities/preference.ts'
import type { Decision } from '../decision.ts'
import { leastShare } from './statistics.ts'

/** What decisions in one context show. */
export interface Finding {
  /** Tells it from others in the same context. */
  readonly key: string
  /** In English, without a full stop. */
  readonly words: string
  readonly effect: PreferenceEffect
  readonly command: string | null
  readonly field: string | null
  /** The decisions that show it, of how many that could have. */
  readonly evidence: readonly Decision[]
  readonly of: number
}

/** A finding, and where it holds. */
export interface Inference extends Finding {
  readonly memberId: string | null
  readonly context: PreferenceContext
}

/** What looks for one kind of preference. `nameOf` says a value as people know it. */
export type Detector = (decisions: readonly Decision[], nameOf: (field: string, value: unknown) => string) => Finding[]

export const leastEvidence = 4
/** More than half of what could have shown it does, at this limit of {@link leastShare}. */
const leastConfidence = 0.5
/** Only the newest decisions that could show something say what people want now. */
const newest = 20

/**
 * What the newest of those that could show something do show, if it is enough to be sure.
 * @param tell says it in words, of those that show it
 */
export function findIn<T extends { readonly decision: Decision }>(
  could: readonly T[],
  shows: (one: T) => boolean,
  tell: (shown: readonly T[]) => Omit<Finding, 'evidence' | 'of'>,
): Finding[] {
  const recent = could.slice(-newest)
  const shown = recent.filter(shows)
  if (shown.length < leastEvidence || leastShare(shown.length, recent.length) < leastConfidence) return []
  return [{ ...tell(shown), evidence: shown.map(({ decision }) => decision), of: recent.length }]
}

/** `dueDate` is said as `due date`, `assigneeId` as `assignee`. */
export const labelOf = (field: string): string =>
  field.replace(/Id$/, '').replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Those that were accepted, with changes or as they were, and what was accepted. */
export const acceptedAs = (decisions: readonly Decision[]) =>
  decisions.flatMap((decision) => {
    if (decision.outcome === 'accepted') return [{ decision, proposed: decision.data, accepted: decision.data }]
    return decision.outcome === 'edited' && decision.edited
      ? [{ decision, proposed: decision.data, accepted: decision.edited }]
      : []
  })

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
