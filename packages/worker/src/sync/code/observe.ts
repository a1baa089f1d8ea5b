import { AppError, type Command, type CommandInput, newId, type TaskLink } from '@orchestrator/domain'
import {
  addTaskWork,
  changeHere,
  type ExecuteOutcome,
  endTrouble,
  holdMapping,
  type NamedTask,
} from '@orchestrator/store'
import type { SyncContext } from '../sync-context.ts'
import { lostRightsOf } from '../trouble-in-words.ts'

type Input = CommandInput<'task_link.observe'>

export interface Observation {
  readonly link: Input['link']
  /** Anybody may have made it: it moves no task before somebody with rights there has taken it over. */
  readonly trusted: boolean
  /** Of a pull request that is no longer open: since when. */
  readonly endedAt?: string | null
  readonly written?: NonNullable<TaskLink['wanted']>['written']
}

/** The clocks of both sides may differ by so much. */
const skewMs = 120_000
/** Those whose task cannot have it: it is archived, or deleted by now. */
const passing = new Set(['not_found', 'invalid_state', 'forbidden'])

/** Tells each task what it has to do with it. Done twice it is the same, so it needs no id of its own. */
export async function observe(context: SyncContext, seen: Observation, tasks: readonly NamedTask[]): Promise<void> {
  for (const task of tasks) {
    const mapping = seen.trusted ? mappingFor(context, task, seen) : null
    let outcome = await tell(context, seen, task, mapping)
    if (!outcome.ok && isForbidden(outcome.error) && mapping !== null) {
      // They may not move it; that it is there can be told all the same.
      await tellUnmoved(context, mapping, outcome.error)
      outcome = await tell(context, seen, task, null)
    }
    if (outcome.ok) continue
    if (!(outcome.error instanceof AppError && passing.has(outcome.error.code))) throw outcome.error
  }
}

/** Nothing of it is tried again: it is told until a task of the mapping moves, or somebody's rights change. */
async function tellUnmoved({ store, claim, state }: SyncContext, mappingId: string, error: AppError): Promise<void> {
  const { name, resumedAt } = state.connection
  const trouble = lostRightsOf(error, name)
  await store.write(claim.workspaceId, (tx) =>
    holdMapping(tx, claim.workspaceId, mappingId, 'moves', trouble, { afterMs: 0, resumedAt }),
  )
}

const isForbidden = (error: unknown): error is AppError => error instanceof AppError && error.code === 'forbidden'

async function tell(
  { store, principal, claim, state }: SyncContext,
  { link, trusted, written = null }: Observation,
  { id: taskId, completes, linkId }: NamedTask,
  mappingId: string | null,
): Promise<ExecuteOutcome> {
  const { provider } = state.connection
  const data: Input = {
    ...{ taskId, connectionId: claim.connectionId, provider, linkId, isForeign: !trusted, mappingId, written },
    link: { ...link, completes: link.kind === 'pull_request' && completes },
  }
  const command = { id: newId(), type: 'task_link.observe', data } as Command
  const [outcome] = await changeHere(store, principal, [
    {
      commands: [command],
      // What a connection changes here is not told to it by the log: that the task has moved has to go there too.
      settle: (tx, [applied]) =>
        mappingId !== null && applied && moved(applied)
          ? [
              ...addTaskWork(tx, claim.workspaceId, claim.connectionId, mappingId, taskId),
              endTrouble(tx, claim.workspaceId, mappingId, 'moves').execute(),
            ]
          : [],
    },
  ])
  if (outcome === undefined) throw new Error('a change without an outcome')
  return outcome
}

/** Beside the event of the link there is one of the task. */
const moved = ({ firstSeq, lastSeq }: { readonly firstSeq: number | null; readonly lastSeq: number | null }) =>
  firstSeq !== null && lastSeq !== null && lastSeq > firstSeq

/** That of the repository, else one of the task's project. What was over before it was mapped moves nothing. */
function mappingFor(
  { state }: SyncContext,
  { projectId }: NamedTask,
  { link: { repositoryId }, endedAt = null }: Observation,
): string | null {
  const fitting = state.mappings.filter((mapping) => mapping.enabled && mapping.projectId === projectId)
  const mapping = fitting.find(({ containerId }) => containerId === repositoryId) ?? fitting[0]
  if (mapping === undefined) return null
  const isPast = endedAt !== null && Date.parse(endedAt) < Date.parse(mapping.since) - skewMs
  return isPast ? null : mapping.id
}
