import { sum } from '../analytics/samples.ts'
import type { OpenTask, PlanUnit } from './context.ts'
import type { PlanSize, PlanTask, StatedFacts } from './draft.ts'
import type { Estimate } from './estimate-tasks.ts'

/** How many small tasks one of each size is worth. */
const weights: Readonly<Record<PlanSize, number>> = { S: 1, M: 4, L: 12 }

/**
 * Shares a task's estimate out to its parts by their sizes, so that the parts are together what the whole was: whole minutes, hundredths of points, by
 * the largest remainders (Hamilton's method).
 * @returns undefined where the whole has no estimate, or somebody has said what one of the parts takes
 */
export function sharesOf(
  { amount, identifier }: OpenTask,
  parts: readonly PlanTask[],
  stated: ReadonlyMap<string, StatedFacts>,
  unit: PlanUnit,
): ReadonlyMap<string, Estimate> | undefined {
  if (!amount || parts.some(({ key, estimate }) => estimate !== null || stated.get(key)?.effort)) return undefined
  const grain = unit === 'minutes' ? 1 : 0.01
  const grains = Math.round(amount / grain)
  const all = sum(parts.map(weightOf))
  const exact = parts.map((part) => ({ part, grains: (grains * weightOf(part)) / all }))
  const left = grains - sum(exact.map((one) => Math.floor(one.grains)))
  const luckiest = new Set(exact.toSorted((a, b) => (b.grains % 1) - (a.grains % 1)).slice(0, left))
  return new Map(
    exact.map((one) => {
      const own = Math.max(1, Math.floor(one.grains) + (luckiest.has(one) ? 1 : 0))
      const words = `its share of the ${amount} ${unit} of ${identifier}, by size ${one.part.size ?? 'M'}`
      return [one.part.key, { amount: rounded(own * grain), from: 'stated', precedents: [], words }]
    }),
  )
}

const weightOf = ({ size }: PlanTask): number => weights[size ?? 'M']
const rounded = (amount: number) => Math.round(amount * 100) / 100
