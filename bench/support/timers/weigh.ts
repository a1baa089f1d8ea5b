import type { Figures } from '../benchmark.ts'
import { memoryOf, processTree } from '../memory.ts'
import { round } from '../percentiles.ts'

/** What processes and their children keep in memory, in megabytes, counted in parts. */
export type Weights = Readonly<Record<string, number>>

export const weigh = (pids: Readonly<Record<string, readonly number[]>>): Weights =>
  Object.fromEntries(
    Object.entries(pids).map(([name, of]) => [
      name,
      of.reduce((sum, pid) => sum + memoryOf(processTree(pid)).pssMb, 0),
    ]),
  )

/** Kilobytes that each of so many took, by process and in all. */
export function growth(before: Weights, after: Weights, count: number): Figures {
  const parts = Object.entries(after).map(
    ([name, mb]) => [`${name}Kb`, ((mb - (before[name] ?? 0)) * 1_024) / count] as const,
  )
  const all = parts.reduce((sum, [, kb]) => sum + kb, 0)
  return Object.fromEntries([['Kb', all] as const, ...parts].map(([name, kb]) => [name, round(kb, 2)]))
}
