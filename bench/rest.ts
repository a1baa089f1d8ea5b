import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  findTemporal,
  freePort,
  freePorts,
  repositoryRoot,
  type Service,
  startPostgres,
  startTemporal,
} from '@orchestrator/cli/stack'
import { startService } from '../packages/cli/src/stack/service.ts'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { add, type Memory, memoryOf, processTree } from './support/memory.ts'
import { round } from './support/percentiles.ts'

export const rest: Benchmark = {
  name: 'rest',
  about: 'memory of the whole stack when nothing happens, and how soon a second start answers',
  run: measure,
}

/** What the processes of a stack are called here; the bundles' own processes are children of their host. */
const names: Readonly<Record<string, string>> = {
  'cli/src/main': 'up itself',
  '/bin/sh': 'guard of the processes',
  postgres: 'Postgres',
  temporal: 'Temporal',
  'relay-main': 'relay and rules',
  'playbooks-main': 'playbook host and bundles',
  'api/src/main': 'API',
}

async function measure(context: BenchContext): Promise<Result> {
  if (process.platform !== 'linux') throw new Error('memory is read from /proc, which only Linux has')
  const { quick, say } = context
  const idle = quick ? 2_000 : 20_000
  say('first start: makes the database')
  await (await up(context)).service.stop({ withinMs: 10_000 })
  say('second start')
  const { service, seconds } = await up(context)
  say(`first answer after ${seconds} s; now nothing happens for ${idle / 1_000} s`)
  await sleep(idle)
  const tree = processTree(service.pid)
  const own = { ...tree, children: [] }
  const parts = [own, ...tree.children].map((part) => ({ name: names[part.name] ?? part.name, memory: memoryOf(part) }))
  await service.stop({ withinMs: 10_000 })

  say('the floor: an empty Postgres and a Temporal')
  const bare = await bareStack(context)
  await sleep(idle)
  const floor = bare.services.map(({ name, pid }) => ({ name, memory: memoryOf(processTree(pid)) }))
  const ours = total(parts.map(({ memory }) => memory))
  const least = total(floor.map(({ memory }) => memory))
  return {
    figures: {
      'all processes': { ...figuresOf(ours), secondsToAnswer: seconds },
      ...Object.fromEntries(parts.map(({ name, memory }) => [name, figuresOf(memory)])),
    },
    floor: {
      'Postgres and Temporal': { ...figuresOf(least), secondsToAnswer: bare.seconds },
      ...Object.fromEntries(floor.map(({ name, memory }) => [`${name} alone`, figuresOf(memory)])),
    },
    ratio: round(ours.pssMb / least.pssMb, 2),
    notes: [
      'ratio: pssMb of all processes divided by that of an empty Postgres and a Temporal; pssMb counts shared memory in parts, rssMb once for each process',
      'secondsToAnswer: from the second `orchestrator up` to the first list of tasks, and of the floor until both take connections',
    ],
  }
}

let ports: Awaited<ReturnType<typeof freePorts>> | undefined

/** `orchestrator up`, until the API has answered a request with this machine's key. */
async function up({ workplace }: BenchContext): Promise<{ service: Service; seconds: number }> {
  ports ??= await freePorts()
  const home = workplace.path('state')
  const { api, postgres, temporal, temporalUi } = ports
  const startedAt = performance.now()
  const service = await startService({
    name: 'up',
    command: process.execPath,
    args: [
      ...[
        join(repositoryRoot, 'packages/cli/src/main.ts'),
        'up',
        '--home',
        home,
        '--no-demo',
        '--api-port',
        String(api),
      ],
      ...[
        '--postgres-port',
        String(postgres),
        '--temporal-port',
        String(temporal),
        '--temporal-ui-port',
        String(temporalUi),
      ],
    ],
    spawn: { cwd: repositoryRoot, env: { ...process.env, DATABASE_URL: '', TEMPORAL_ADDRESS: '' } },
    logFile: workplace.path('up.log'),
    register: workplace.register,
    probe: () => answers(`http://127.0.0.1:${api}/v1/tasks?limit=1`, join(home, 'secrets.json')),
    readyWithinMs: 120_000,
  })
  workplace.keep(service)
  return { service, seconds: round((performance.now() - startedAt) / 1_000, 1) }
}

async function answers(url: string, secrets: string): Promise<boolean> {
  try {
    const { apiKey } = JSON.parse(readFileSync(secrets, 'utf8')) as { apiKey: string }
    return (await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })).ok
  } catch {
    return false
  }
}

async function bareStack({ workplace }: BenchContext): Promise<{ services: readonly Service[]; seconds: number }> {
  const { program } = await findTemporal({ fetchIfMissing: false })
  const options = async (name: string) => ({
    port: await freePort(),
    logFile: workplace.path(`${name}.log`),
    register: workplace.register,
  })
  const start = async () => [
    await startPostgres({ ...(await options('bare-postgres')), dataFolder: workplace.path('bare'), password: 'floor' }),
    await startTemporal({ ...(await options('bare-temporal')), program, dbFile: workplace.path('bare.db') }),
  ]
  for (const service of await start()) await service.stop()
  const startedAt = performance.now()
  const services = (await start()).map((service) => workplace.keep(service as Service))
  return { services, seconds: round((performance.now() - startedAt) / 1_000, 1) }
}

const total = (all: readonly Memory[]) => all.reduce(add, { processes: 0, rssMb: 0, pssMb: 0 })

const figuresOf = ({ processes, rssMb, pssMb }: Memory): Figures => ({
  processes,
  rssMb: round(rssMb),
  pssMb: round(pssMb),
})
