import { readdirSync, readFileSync } from 'node:fs'

/** What a process and all that it started keep in memory, in megabytes. */
export interface Memory {
  readonly processes: number
  /** Counts memory that several share once for each. */
  readonly rssMb: number
  /** Counts it in parts: the sum over all processes is what they really take. */
  readonly pssMb: number
}

export interface ProcessTree {
  readonly pid: number
  readonly name: string
  readonly children: readonly ProcessTree[]
}

/** Reads /proc, so Linux alone can tell. */
export function processTree(pid: number): ProcessTree {
  const parents = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const stat = readOrNothing(`/proc/${entry}/stat`)
    // The name stands in brackets and may have spaces; the parent is the second field after it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)])
  }
  const grow = (one: number): ProcessTree => ({
    pid: one,
    name: nameOf(one),
    children: (parents.get(one) ?? []).map(grow),
  })
  return grow(pid)
}

export function memoryOf(tree: ProcessTree): Memory {
  const own = readOrNothing(`/proc/${tree.pid}/smaps_rollup`)
  const kilobytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(own)?.[1] ?? 0)
  const mine = { processes: own === '' ? 0 : 1, rssMb: kilobytes('Rss') / 1024, pssMb: kilobytes('Pss') / 1024 }
  return tree.children.map(memoryOf).reduce(add, mine)
}

export const add = (a: Memory, b: Memory): Memory => ({
  processes: a.processes + b.processes,
  rssMb: a.rssMb + b.rssMb,
  pssMb: a.pssMb + b.pssMb,
})

function nameOf(pid: number): string {
  const args = readOrNothing(`/proc/${pid}/cmdline`).split('\0').join(' ')
  const [, part] =
    /(relay-main|playbooks-main|serve\/main|api\/src\/main|cli\/src\/main|playbooks\/steps\/\S+)/.exec(args) ?? []
  return (
    part ??
    (args.includes('start-dev') ? 'temporal' : args.includes('postgres') ? 'postgres' : (args.split(' ')[0] ?? ''))
  )
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
