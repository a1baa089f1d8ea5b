import { type AgentRunSummary, type AnyEvent, isWithin } from '@orchestrator/domain'
import { starterScopesOf } from '@orchestrator/store'
import type { Identity } from '../auth/identity.ts'
import type { Api } from '../http/api.ts'
import { read } from '../http/read.ts'
import { mayInWorkspace } from '../middleware/authenticate.ts'

/** Stands for what an agent read or said, where not every reader of the workspace is to see it. */
export const hidden = '…'

interface Reader {
  readonly api: Api
  readonly identity: Identity
}
type Run = Pick<AgentRunSummary, 'id' | 'startedBy' | 'output' | 'waits'>

/**
 * Of which runs a reader sees what their agents read and said. Tools answer with the rights of whoever started a run, and not every
 * reader of the workspace has them: it is for whoever did, as far as their scopes reach, and for whoever may read the audit log.
 */
export async function seenRuns({ api, identity }: Reader, runs: readonly Pick<Run, 'id' | 'startedBy'>[]) {
  const { actor, scopes, workspaceId } = identity.principal
  if (mayInWorkspace(identity, 'audit.read')) return new Set(runs.map(({ id }) => id))
  const own = runs.filter(({ startedBy }) => startedBy.memberId === actor.memberId).map(({ id }) => id)
  if (scopes === null || own.length === 0) return new Set(own)
  const starters = await read(api, workspaceId, (tx) => starterScopesOf(tx, workspaceId, own))
  const mine = { scopes: new Set(scopes) }
  return new Set(own.filter((id) => isWithin(mine, starters.get(id) ?? null)))
}

export async function visibleRuns<R extends Run>(reader: Reader, runs: readonly R[]): Promise<R[]> {
  const seen = await seenRuns(reader, runs)
  return runs.map((run) => (seen.has(run.id) ? run : withoutWords(run)))
}

export async function visibleRun<R extends Run>(reader: Reader, run: R): Promise<R> {
  const [visible = withoutWords(run)] = await visibleRuns(reader, [run])
  return visible
}

/** The log tells of runs, too. */
export async function visibleEvents(reader: Reader, events: readonly AnyEvent[]): Promise<readonly AnyEvent[]> {
  const runs = events.flatMap((event) => ('agentRun' in event ? event.agentRun : []))
  if (runs.length === 0) return events
  const seen = await seenRuns(reader, runs)
  return events.map((event) =>
    'agentRun' in event && !seen.has(event.agentRun.id) ? { ...event, agentRun: withoutWords(event.agentRun) } : event,
  )
}

export const withoutWords = <R extends Pick<Run, 'output' | 'waits'>>(run: R): R => ({
  ...run,
  output: run.output === null ? null : hidden,
  waits: run.waits.map((wait) => ({ ...wait, input: hidden })),
})
