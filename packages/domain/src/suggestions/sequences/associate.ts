import { chanceOfAtLeast } from '../statistics.ts'
import {
  type Association,
  conditionsFor,
  leastOccasions,
  mostConditions,
  occasionsOf,
  type Pair,
  withFeatures,
} from './conditions-for.ts'
import { type Followed, windowMs } from './follow.ts'
import { triggersOf } from './triggers.ts'

const leastLift = 2
/** Over all that is tried (Bonferroni's correction): how often chance may give one such association. */
const mostChance = 0.01

/** All habits that are not chance, the surest first; of each pair of trigger and response the best condition and what is left after it. */
export function associate(all: readonly Followed[], until: number): readonly Association[] {
  const settled = all.filter(({ act }) => act.at + windowMs <= until)
  const { pairs, byTrigger, followedBy } = countPairs(settled)
  const often = pairs.filter(({ positive }) => positive.length >= leastOccasions)
  const happenings = new Map(
    [...new Set(often.map(({ trigger }) => trigger.key))].map((key) => [key, withFeatures(byTrigger.get(key) ?? [])]),
  )
  return often
    .flatMap((pair) => {
      const happened = happenings.get(pair.trigger.key)
      if (!happened) return []
      const total = followedBy.get(pair.response.key) ?? 0
      return conditionsFor(pair, happened).flatMap((association) => {
        const { followed, happened: times, features } = association
        // With one more for each: what was never seen may happen.
        const base = (total - followed.length + 1) / (settled.length - times + 2)
        const lift = followed.length / times / base
        const occasions = occasionsOf(followed)
        const chance = chanceOfAtLeast(occasions, Math.round((occasions * times) / followed.length), base)
        const tried = often.length * (features.length === 0 ? 1 : mostConditions)
        return lift >= leastLift && chance * tried <= mostChance ? [{ ...association, lift }] : []
      })
    })
    .sort((a, b) => b.confidence - a.confidence || b.followed.length - a.followed.length || b.delay - a.delay)
}

function countPairs(all: readonly Followed[]) {
  const pairs = new Map<string, Pair>()
  const byTrigger = new Map<string, Followed[]>()
  const followedBy = new Map<string, number>()
  for (const one of all) {
    const triggers = triggersOf(one.act)
    for (const trigger of triggers) {
      const list = byTrigger.get(trigger.key)
      if (list) list.push(one)
      else byTrigger.set(trigger.key, [one])
    }
    for (const [key, { response }] of one.responses) {
      if (response.isSo?.(one.act.task)) continue
      followedBy.set(key, (followedBy.get(key) ?? 0) + 1)
      for (const trigger of triggers) {
        if (trigger.key === key) continue
        const name = `${trigger.key} → ${key}`
        const pair = pairs.get(name)
        if (pair) pair.positive.push(one)
        else pairs.set(name, { trigger, response, positive: [one] })
      }
    }
  }
  return { pairs: [...pairs.values()], byTrigger, followedBy }
}
