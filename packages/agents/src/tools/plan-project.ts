import { AppError, Id, type PatchCommand, PlanDraft, type PlanProposal, type Principal } from '@orchestrator/domain'
import { draftToPatch, type PlanRequest, type Store } from '@orchestrator/store'
import * as z from 'zod'
import { withoutEmpty } from '../output/without-empty.ts'
import type { ToolOutput } from './definition.ts'
import type { ProposalAuthor } from './propose-patch.ts'
import { proposedBefore } from './proposed-before.ts'

export const planProjectTool = {
  name: 'plan_project',
  title: 'Plan a project',
  description:
    'Gives the words of a plan their numbers (estimates by what was done before, order, days, people by load) and proposes it as a patch: nothing is changed until people accept it. `plan` takes new work, `split` the parts of a task, `replan` moves what is open and late. With `dryRun` it only computes. It answers with the schedule, and with questions that only people can answer.',
  permission: 'patch.propose',
} as const

export const planProjectInput = z.strictObject({
  projectId: Id.describe('list_projects has the ids'),
  mode: z.enum(['plan', 'split', 'replan']).default('plan'),
  draft: PlanDraft.optional().describe('the plan in words; for `plan` and `split`'),
  taskId: Id.optional().describe('the task to split'),
  dryRun: z.boolean().default(false).describe('whether it is only computed, and nothing proposed'),
})
type PlanProjectInput = z.output<typeof planProjectInput>

/**
 * Proposes a plan as the caller; the same command id proposes it once.
 * @param proposes commands that the caller may propose: a plan that needs others is refused
 * @throws AppError `invalid_input`, `cycle`, `not_found`, `forbidden`
 */
export async function planProject(
  store: Pick<Store, 'read' | 'execute'>,
  principal: Principal,
  input: PlanProjectInput,
  {
    commandId,
    author,
    proposes,
  }: { commandId: string; author: ProposalAuthor | null; proposes: readonly PatchCommand[] },
): Promise<ToolOutput> {
  const before = await proposedBefore(store, principal, commandId)
  if (before) return answerOf({ ...before, patchId: before.id })
  const request: PlanRequest = { projectId: input.projectId, what: whatOf(input), author }
  const { proposal } = await draftToPatch(store, principal, { ...request, dryRun: true }, { commandId })
  const other = proposal.operations.find(({ command }) => !proposes.includes(command))
  if (other) throw new AppError('forbidden', `the plan needs ${other.command}, which you may not propose`)
  const { patch } = input.dryRun ? { patch: null } : await draftToPatch(store, principal, request, { commandId })
  return answerOf({ ...proposal, patchId: patch?.id ?? null })
}

interface Answered
  extends Pick<PlanProposal, 'title' | 'rationale'>,
    Partial<Pick<PlanProposal, 'questions' | 'schedule'>> {
  readonly patchId: string | null
  readonly operations: readonly {
    readonly command: string
    readonly data: unknown
    readonly rationale?: string | null | undefined
    readonly confidence?: number | null | undefined
  }[]
}

/** Of one that was proposed before, questions and schedule are not known any more. */
const answerOf = ({ patchId, title, rationale, questions, schedule, operations }: Answered): ToolOutput =>
  withoutEmpty({
    ...{ patchId, title, rationale, questions, schedule },
    operations: operations.map(({ command, data, rationale: why, confidence }) =>
      withoutEmpty({ command, data: data as object, rationale: why, confidence }),
    ),
    note: patchId === null ? 'nothing was proposed' : 'proposed: people decide',
  })

function whatOf({ mode, draft, taskId }: PlanProjectInput): PlanRequest['what'] {
  if (mode === 'replan') return { mode }
  if (!draft) throw missing('draft', 'the plan in words')
  if (mode === 'plan') return { mode, draft, stated: [] }
  if (taskId === undefined) throw missing('taskId', 'the task to split')
  return { mode, taskId, draft, stated: [] }
}

const missing = (path: string, expected: string) =>
  new AppError('invalid_input', `${path}: ${expected}`, { fields: [{ path, expected, code: 'missing' }] })
