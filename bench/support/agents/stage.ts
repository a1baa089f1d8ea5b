import { setTimeout as pause } from 'node:timers/promises'
import { type CommandInput, newId } from '@orchestrator/domain'
import type { Store } from '@orchestrator/store'
import type postgres from 'postgres'
import { definition } from '../../../test/support/definition.ts'
import { type Asked, type ModelServer, type Says, startModelServer } from '../../../test/support/model-server.ts'
import type { BenchContext } from '../benchmark.ts'
import { startDatabase } from '../database.ts'
import { startOurs } from '../parts.ts'
import { startEngine } from '../temporal.ts'
import { command, makePlaces, type Place } from '../workspaces.ts'

export interface AgentsStage {
  readonly model: ModelServer
  readonly store: Store
  readonly sql: postgres.Sql
  readonly place: Place
  /** Of the processes, by their names. */
  readonly pids: Readonly<Record<string, readonly number[]>>
}

/** The agents' process as `up` starts it, and a model that is served by this one. */
export async function openAgentsStage(
  context: BenchContext,
  answer: (asked: Asked) => Says,
  pace: { thinksMs: number; pieceMs: number },
): Promise<AgentsStage> {
  const [database, engine, model] = await Promise.all([
    startDatabase(context, { track_commit_timestamp: 'on' }),
    startEngine(context),
    startModelServer(answer, pace),
  ])
  context.workplace.atEnd(() => model.close())
  const store = database.store(6)
  const [place] = await makePlaces(store, 1, 'agents')
  if (!place) throw new Error('there is no workspace')
  const agents = await startOurs(context, 'agents', database, engine.address, model.env)
  return {
    ...{ model, store, sql: database.sql, place },
    pids: { agents: [agents.pid], postgres: [database.pid], temporal: engine.pids },
  }
}

/** What all runs of a benchmark are asked by; its tools and whether a person is asked first. */
export const asking = (
  { projectId }: Place,
  prompt: string,
  more: Parameters<typeof definition>[0] = { name: 'measured' },
): CommandInput<'agent_run.create'> => ({ definition: definition(more), prompt, projectId })

/** Asks. @returns the ids of the runs */
export async function ask(
  { store, place }: AgentsStage,
  inputs: readonly CommandInput<'agent_run.create'>[],
): Promise<string[]> {
  const commands = inputs.map((input) => command('agent_run.create', { ...input, id: newId() }))
  const applied = await Promise.all(commands.map((one) => store.execute(place.principal, [one])))
  return applied.flatMap((one) => one.map(({ result }) => result.id))
}

/** Until each of these runs is where it should be. @throws when one failed, or it takes too long */
export async function untilAll(
  { sql }: AgentsStage,
  ids: readonly string[],
  status: 'completed' | 'waiting',
  withinMs: number,
): Promise<void> {
  const until = performance.now() + withinMs
  for (;;) {
    const [row] = await sql<{ there: number; failed: unknown }[]>`
      select count(*) filter (where status = ${status})::int as there, (array_agg(error) filter (where status = 'failed'))[1] as failed
      from agent_runs where id = any(${ids as string[]})`
    if (row?.there === ids.length) return
    if (row?.failed) throw new Error(`a run failed: ${JSON.stringify(row.failed)}`)
    if (performance.now() > until)
      throw new Error(`after ${withinMs / 1_000} s ${row?.there} of ${ids.length} are ${status}`)
    await pause(50)
  }
}

/** How long each run took from the commit that asked for it to the commit of its end, in milliseconds, by the clock of Postgres. */
export async function durations({ sql, place }: AgentsStage, ids: readonly string[]): Promise<number[]> {
  const rows = await sql<{ ms: number }[]>`
    select (extract(epoch from pg_xact_commit_timestamp(e.xmin) - pg_xact_commit_timestamp(b.xmin)) * 1000)::float8 as ms
    from events b join events e on e.workspace_id = b.workspace_id and e.subject_id = b.subject_id and e.type = 'agent_run.completed'
    where b.workspace_id = ${place.workspaceId} and b.type = 'agent_run.created' and b.subject_id = any(${ids as string[]})`
  return rows.map(({ ms }) => ms)
}

/** One call of the model by nothing but `fetch`, to the end of its answer. @returns the milliseconds that it took */
export async function bareCall({ model }: Pick<AgentsStage, 'model'>, messages: Asked['messages']): Promise<number> {
  const startedAt = performance.now()
  const response = await fetch(`${model.env['ORCHESTRATOR_MODELS_LOCAL_URL']}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'scripted', stream: true, messages }),
  })
  await response.text()
  return performance.now() - startedAt
}
