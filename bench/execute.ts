import postgres from 'postgres'
import { insertRow, makeBareTables } from './floor/bare-tables.ts'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { changeSetting, startDatabase } from './support/database.ts'
import { median, round } from './support/percentiles.ts'
import { closedLoop } from './support/rates.ts'
import { command, makePlaces } from './support/workspaces.ts'

const shapes = [
  { name: '1 writer, one workspace', writers: 1, workspaces: 1 },
  { name: '20 writers, one workspace', writers: 20, workspaces: 1 },
  { name: '1 writer, twenty workspaces', writers: 1, workspaces: 20 },
  { name: '20 writers, twenty workspaces', writers: 20, workspaces: 20 },
] as const

/** What `commit_delay` adds stands for a disk that is slower than this one. */
const disks = [
  { name: '', delay: 0 },
  { name: ', each flush 2 ms later', delay: 2_000 },
] as const

export const execute: Benchmark = {
  name: 'execute',
  about: 'commands a second (task.create), beside bare transactions of one row and one number',
  run: measure,
}

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say, workplace } = context
  const database = await startDatabase(context)
  const store = database.store(20)
  const bare = postgres(database.databaseUrl, { max: 20, onnotice: () => {} })
  workplace.atEnd(() => bare.end({ timeout: 1 }))
  await makeBareTables(database.sql, 20)
  const places = await makePlaces(store, 20, 'execute')
  const ours = (loop: number, turn: number, workspaces: number) => {
    const { principal, projectId } = places[(loop + turn) % workspaces] ?? raise()
    return store.execute(principal, [command('task.create', { projectId, title: 'A task' })])
  }
  const slice = quick ? 250 : 2_000
  const rounds = quick ? 2 : 3
  say('warming up')
  await closedLoop(20, quick ? 500 : 3_000, (loop, turn) => ours(loop, turn, 20))
  await closedLoop(20, quick ? 250 : 1_000, (loop) => insertRow(bare, loop))

  const figures: Record<string, Figures> = {}
  const floor: Record<string, Figures> = {}
  let ratio = Number.NaN
  for (const disk of disks) {
    await changeSetting(database.sql, 'commit_delay', String(disk.delay))
    await changeSetting(database.sql, 'commit_siblings', disk.delay > 0 ? '0' : '5')
    for (const { name, writers, workspaces } of shapes) {
      say(`${name}${disk.name}`)
      const rates: { ours: number[]; cpu: number[]; bare: number[] } = { ours: [], cpu: [], bare: [] }
      // In turns, so that what else this machine does hits both alike.
      for (let round = 0; round < rounds; round++) {
        const before = process.cpuUsage()
        const { perSecond, done } = await closedLoop(writers, slice, (loop, turn) => ours(loop, turn, workspaces))
        const { user, system } = process.cpuUsage(before)
        rates.ours.push(perSecond)
        rates.cpu.push((user + system) / 1_000 / done)
        rates.bare.push(
          (await closedLoop(writers, slice, (loop, turn) => insertRow(bare, (loop + turn) % workspaces))).perSecond,
        )
      }
      const key = `${name}${disk.name}`
      figures[key] = { perSecond: round(median(rates.ours)), nodeCpuMs: round(median(rates.cpu), 3) }
      floor[key] = { perSecond: round(median(rates.bare)) }
      if (key === '20 writers, one workspace') ratio = round(median(rates.ours) / median(rates.bare), 2)
    }
  }
  return {
    figures,
    floor,
    ratio,
    notes: [
      'ratio: ours divided by the floor, 20 writers on one workspace; above 1 because waiting commands share a transaction, which bare ones do not',
      'each flush 2 ms later: commit_delay=2000, commit_siblings=0; nodeCpuMs: CPU of the calling process for each command',
    ],
  }
}

function raise(): never {
  throw new Error('there is no such workspace')
}
