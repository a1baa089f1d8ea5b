import {
  AppError,
  type CommandInput,
  deriveId,
  newId,
  type OpenTask,
  type Patch,
  type PlanContext,
  type PlanDraft,
  type PlanProposal,
  type Principal,
  planToOperations,
  replan,
  type StatedFacts,
} from '@orchestrator/domain'
import { type As, runOne } from '../execute/run-one.ts'
import { getEntity } from '../queries/get-entity.ts'
import type { Store } from '../store.ts'
import { readPeople, requireInProject } from './read-people.ts'
import { readPlanContext } from './read-plan-context.ts'

interface Words {
  readonly draft: PlanDraft
  readonly stated: readonly StatedFacts[]
  /** It was read from what somebody wrote. */
  readonly isText?: boolean
}

export interface PlanRequest {
  readonly projectId: string
  /** What is planned: new work, the parts of a task, or what is open anew. */
  readonly what:
    | ({ readonly mode: 'plan' } & Words)
    | ({ readonly mode: 'split'; readonly taskId: string } & Words)
    | { readonly mode: 'replan' }
  /** To whom work may be given; default: those who belong to the project. */
  readonly memberIds?: readonly string[] | undefined
  /** What one person does on a working day, in the project's unit. */
  readonly capacityPerDay?: number | undefined
  /** The agent that wrote the draft; null: nobody's model did. */
  readonly author?: CommandInput<'patch.propose'>['author']
  readonly dryRun?: boolean | undefined
}

export interface Planned {
  readonly proposal: PlanProposal
  /** null: it was a dry run, or there is nothing to do. */
  readonly patch: Patch | null
  /** Whether the patch was there before. */
  readonly isRepeated: boolean
}

/**
 * Gives the words of a plan their numbers and proposes it as a patch, with the rights of whoever asks.
 * @throws AppError `forbidden` without workspace.read and patch.propose in the project; `not_found`; `invalid_input` or `cycle` for a draft whose names lead
 * nowhere or in a circle
 */
export async function draftToPatch(
  store: Pick<Store, 'read' | 'execute'>,
  principal: Principal,
  request: PlanRequest,
  as: As = { commandId: newId() },
): Promise<Planned> {
  const { workspaceId } = principal
  const patchId = deriveId(as.commandId, 'patch')
  const proposal = await store.read(workspaceId, async (tx) => {
    const people = await readPeople(tx, workspaceId, request.projectId)
    requireInProject(people, principal, ['workspace.read', 'patch.propose'], request.projectId)
    return planWith(await readPlanContext(tx, { ...request, workspaceId, people }), request, patchId)
  })
  const { title, rationale, operations, evidence } = proposal
  if (request.dryRun || operations.length === 0) return { proposal, patch: null, isRepeated: false }
  const data = {
    ...{ id: patchId, projectId: request.projectId, title, rationale, operations, evidence },
    author: request.author ?? null,
  }
  const { applied } = await runOne(store, principal, as, { type: 'patch.propose', data })
  const patch = await store.read(workspaceId, (tx) => getEntity(tx, workspaceId, 'patch', patchId))
  return { proposal, patch: patch as unknown as Patch, isRepeated: !applied }
}

function planWith(context: PlanContext, { what }: PlanRequest, patchId: string): PlanProposal {
  if (what.mode === 'replan') return replan(context)
  const { draft, stated, isText } = what
  if (what.mode === 'plan') return planToOperations({ patchId, draft, stated, isText }, context)
  const whole = openTask(context, what.taskId)
  const proposal = planToOperations({ patchId, draft, stated, isText, whole }, context)
  return {
    ...proposal,
    title: `Split ${whole.identifier} into ${draft.tasks.length} ${draft.tasks.length === 1 ? 'task' : 'tasks'}`,
  }
}

function openTask({ open, projectId }: PlanContext, taskId: string): OpenTask {
  const task = open.find((one) => one.id === taskId && one.projectId === projectId)
  if (task) return task
  const expected = 'the id of an open task of the project'
  throw new AppError('not_found', `there is no open task ${taskId} in the project`, {
    fields: [{ path: 'taskId', expected, code: 'not_found' }],
  })
}
