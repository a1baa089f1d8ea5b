import { readFileSync } from 'node:fs'
import type { Figures } from './benchmark.ts'
import { type ProcessTree, processTree } from './memory.ts'
import { round } from './percentiles.ts'

/** Linux counts in hundredths of a second. */
const tick = 10

/** Ends the count, and gives what it came to for each of so many pieces of work. */
export type CpuCount = () => (pieces: number) => Figures

/**
 * Begins to count the CPU of processes and their children. What else this machine does changes it least of all figures.
 * Counts nothing where there is no /proc.
 */
export function countCpu(pids: Readonly<Record<string, readonly number[]>>): CpuCount {
  if (process.platform !== 'linux') return () => () => ({})
  const now = () =>
    Object.entries(pids).map(([name, of]) => [name, of.reduce((sum, pid) => sum + used(processTree(pid)), 0)] as const)
  const before = new Map(now())
  return () => {
    const spent = now().map(([name, ms]) => [`${name}CpuMs`, ms - (before.get(name) ?? 0)] as const)
    return (pieces) => Object.fromEntries(spent.map(([name, ms]) => [name, round(ms / pieces, 3)]))
  }
}

function used({ pid, children }: ProcessTree): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // User and system time, its own and that of children that have ended.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) * tick
    return children.reduce((sum, child) => sum + used(child), own)
  } catch {
    return 0
  }
}
