import { jaccard } from '../../text/jaccard.ts'
import { chanceOfAtLeast, logChoose } from '../statistics.ts'
import { leastParts, type Unit } from './units.ts'

/** Units with nearly the same parts. */
export interface Cluster {
  readonly units: readonly Unit[]
  /** Titles that most of them have, in the order in which they are made. */
  readonly core: readonly string[]
  /** In the mean, how much of what each or the core has both have (Jaccard's coefficient). */
  readonly likeness: number
}

const leastUnits = 3
const sameStructure = 0.5
/** What this share of the units has is a part of the structure. */
const coreShare = 0.6
const leastLikeness = 0.6
/** How often chance may give one such group. */
const mostChance = 0.01

/** Takes the units of one kind; each goes to the group whose parts its own are most alike. */
export function clusterUnits(units: readonly Unit[]): Cluster[] {
  const groups: Unit[][] = []
  for (const unit of units) {
    let best: { group: Unit[]; likeness: number } | null = null
    for (const group of groups) {
      const likeness = jaccard(new Set(unit.parts.keys()), coreOf(group, 0.5))
      if (likeness >= sameStructure && likeness > (best?.likeness ?? 0)) best = { group, likeness }
    }
    if (best) best.group.push(unit)
    else groups.push([unit])
  }
  return groups.flatMap((group) => {
    const core = coreOf(group, coreShare)
    const likeness = group.reduce((sum, { parts }) => sum + jaccard(new Set(parts.keys()), core), 0) / group.length
    if (group.length < leastUnits || core.size < leastParts || likeness < leastLikeness) return []
    return chanceOf(group, core, units) <= mostChance ? [{ units: group, core: inOrder(group, core), likeness }] : []
  })
}

function coreOf(units: readonly Unit[], share: number): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const { parts } of units) for (const title of parts.keys()) counts.set(title, (counts.get(title) ?? 0) + 1)
  return new Set([...counts].filter(([, count]) => count >= share * units.length).map(([title]) => title))
}

/**
 * How likely so many units have so much of a core by chance, when each has a part as often as those that are not of the group have it
 * (with one more for and against); times the ways to choose the core of all titles that several units have.
 */
function chanceOf(group: readonly Unit[], core: ReadonlySet<string>, all: readonly Unit[]): number {
  const within = new Set(group)
  const others = all.filter((unit) => !within.has(unit))
  const has = (units: readonly Unit[]) =>
    units.reduce((sum, { parts }) => sum + [...core].filter((title) => parts.has(title)).length, 0)
  const share = (has(others) / core.size + 1) / (others.length + 2)
  const one = chanceOfAtLeast(Math.floor(has(group) / group.length), core.size, share)
  const choices = Math.exp(logChoose(coreOf(all, 2 / all.length).size, core.size))
  return chanceOfAtLeast(group.length, all.length, one) * choices
}

/** By where they stand in the mean among the parts of each. */
function inOrder(units: readonly Unit[], core: ReadonlySet<string>): string[] {
  const places = new Map<string, number[]>()
  for (const { parts } of units)
    for (const [place, title] of [...parts.keys()].filter((one) => core.has(one)).entries())
      places.set(title, [...(places.get(title) ?? []), place])
  const mean = (title: string) => {
    const of = places.get(title) ?? []
    return of.reduce((sum, place) => sum + place, 0) / Math.max(1, of.length)
  }
  return [...core].sort((a, b) => mean(a) - mean(b))
}
