import type { TaskAct } from '../history.ts'
import { wilsonLowerBound } from '../statistics.ts'
import type { Followed } from './follow.ts'
import type { Response } from './responses.ts'
import { type Feature, featuresOf, type Trigger } from './triggers.ts'

/** A habit: when something happens to a task of which something holds, people do something. */
export interface Association {
  readonly trigger: Trigger
  readonly features: readonly Feature[]
  readonly response: Response
  /** What happened, and what people did then. */
  readonly followed: readonly { readonly act: TaskAct; readonly by: TaskAct }[]
  /** How often it happened when something was left to do, and the window after it has passed. */
  readonly happened: number
  /** What happened when nothing was left to do. */
  readonly alreadySo: readonly TaskAct[]
  /** How often people did the same after the trigger where the condition does not hold. */
  readonly missed: number
  /** The lower end of the Wilson interval of followed by happened. */
  readonly confidence: number
  /** How many times as often it follows on this as on all else. */
  readonly lift: number
  /** In the mean, from what happened to what people did, in milliseconds. */
  readonly delay: number
}

export const leastOccasions = 5
const leastDays = 3
const leastShare = 0.8
const leastConfidence = 0.55
/** What a member does within this time is one occasion, however many tasks they go through. */
const occasionMs = 300_000
const dayMs = 86_400_000
/** A part more of the condition has to make it this much surer. */
const priceOfFeature = 0.02

/** A response and those after which it came. */
export interface Pair {
  readonly trigger: Trigger
  readonly response: Response
  readonly positive: Followed[]
}

/** What happened, and of each feature on which of it: a byte each, for it is asked often. */
export interface Happened {
  readonly all: readonly Followed[]
  readonly having: ReadonlyMap<string, Uint8Array>
}

export function withFeatures(all: readonly Followed[]): Happened {
  const having = new Map<string, Uint8Array>()
  for (const [n, { act }] of all.entries())
    for (const { key } of featuresOf(act.task)) {
      const marks = having.get(key) ?? new Uint8Array(all.length)
      marks[n] = 1
      having.set(key, marks)
    }
  return { all, having }
}

/** The conditions of no, one or two parts under which the response follows, each with its own tasks. */
export function conditionsFor({ trigger, response, positive }: Pair, { all, having }: Happened): Association[] {
  const isSo = Uint8Array.from(all, ({ act }) => (response.isSo?.(act.task) ? 1 : 0))
  const isFollowed = Uint8Array.from(all, ({ responses }, n) => (isSo[n] === 0 && responses.has(response.key) ? 1 : 0))
  const features = frequentFeatures(positive)
  const sets = [
    [],
    ...features.map((feature) => [feature]),
    ...features.flatMap((a, n) => features.slice(n + 1).map((b) => [a, b])),
  ]
  const candidates = sets.flatMap((set): Association[] => {
    const marks = set.map(({ key }) => having.get(key))
    const met: number[] = []
    for (let n = 0; n < all.length; n++) if (marks.every((one) => one?.[n] === 1)) met.push(n)
    const happened = met.filter((n) => isSo[n] === 0).length
    const hits = met.filter((n) => isFollowed[n] === 1)
    const confidence = wilsonLowerBound(hits.length, happened)
    if (hits.length < leastShare * happened || confidence < leastConfidence) return []
    const followed = hits.flatMap((n) => {
      const { act, responses } = all[n] as Followed
      const by = responses.get(response.key)?.by
      return by ? [{ act, by }] : []
    })
    if (!isRegular(followed)) return []
    const alreadySo = met.filter((n) => isSo[n] === 1).map((n) => (all[n] as Followed).act)
    const delay = followed.reduce((sum, { act, by }) => sum + by.at - act.at, 0) / followed.length
    const counts = { happened, alreadySo, missed: positive.length - followed.length }
    return [{ trigger, response, features: set, followed, ...counts, confidence, lift: 1, delay }]
  })
  const worth = (one: Association) => one.confidence - priceOfFeature * one.features.length
  candidates.sort((a, b) => worth(b) - worth(a))
  const explained = new Set<TaskAct>()
  return candidates.filter(({ followed }) => {
    if (followed.some(({ act }) => explained.has(act))) return false
    for (const { act } of followed) explained.add(act)
    return true
  })
}

const mostFeatures = 12
/** With one or two of them. */
export const mostConditions = mostFeatures + (mostFeatures * (mostFeatures - 1)) / 2

function frequentFeatures(positive: readonly Followed[]): Feature[] {
  const counts = new Map<string, { feature: Feature; count: number }>()
  for (const { act } of positive)
    for (const feature of featuresOf(act.task)) {
      const seen = counts.get(feature.key)
      if (seen) seen.count++
      else counts.set(feature.key, { feature, count: 1 })
    }
  return [...counts.values()]
    .filter(({ count }) => count >= leastOccasions)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostFeatures)
    .map(({ feature }) => feature)
}

const isRegular = (followed: Association['followed']) =>
  occasionsOf(followed) >= leastOccasions &&
  new Set(followed.map(({ by }) => Math.floor(by.at / dayMs))).size >= leastDays

/** Whoever goes through twenty tasks at once does one thing, not twenty. */
export function occasionsOf(followed: Association['followed']): number {
  const last = new Map<string, number>()
  let occasions = 0
  for (const { by } of [...followed].sort((a, b) => a.by.at - b.by.at)) {
    const before = last.get(by.memberId)
    if (before === undefined || by.at - before > occasionMs) occasions++
    last.set(by.memberId, by.at)
  }
  return occasions
}
