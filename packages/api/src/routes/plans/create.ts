import { AppError, Id, PlanDraft, PlanInput, ProposedPlan } from '@orchestrator/domain'
import { readPlanText } from '@orchestrator/integrations'
import { draftToPatch, getEntity, type PlanRequest } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { type Call, defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { identify } from '../../writes/identify.ts'
import { readDiff } from '../patches/diff.ts'
import { patches } from '../patches/resource.ts'

export const createPlan = defineRoute({
  method: 'post',
  path: '/v1/projects/{projectId}/plans',
  operationId: 'createPlan',
  tag: patches.tag,
  summary: 'Plan work, replan a late project, or split a task, as a patch',
  description:
    'Needs the permission patch.propose in the project. Estimates, people and days are computed and say of what: see docs/planning.md. Without a model a text is read as a list or a document.',
  access: 'write',
  params: z.object({ projectId: Id }),
  body: PlanInput,
  bodyExample: {
    text: '# The fair\n\n## Stand\n\n- Draw the stand (2d) @ada\n- Order the walls, after Draw the stand\n- Print the posters #print (S)',
  },
  answer: { status: 200, description: 'What is proposed', schema: ProposedPlan },
  problems: [404, 409],
  async handle(call) {
    const { api, c, identity, params, body } = call
    const { memberIds, capacityPerDay, dryRun } = body
    const what = await whatToPlan(call, body)
    const { commandId, idempotency } = identify(call)
    const request = { projectId: params.projectId, what, memberIds, capacityPerDay, dryRun }
    const as = { commandId: commandId(0), idempotency }
    const planning = draftToPatch(api.store, identity.principal, request, as)
    const { proposal, patch, isRepeated } = await withDeadline(api.config.requestTimeoutMs, planning)
    const { title, rationale, questions, operations, schedule } = proposal
    if (patch) c.header('Location', `${patches.path}/${patch.id}`)
    if (isRepeated) c.header('Idempotency-Replayed', 'true')
    const diff = patch && (await readDiff(call, patch.id))
    return c.json({ patchId: patch?.id ?? null, title, rationale, questions, operations, schedule, diff })
  },
})

const wrong = (path: string, expected: string) =>
  new AppError('invalid_input', `${path}: ${expected}`, { fields: [{ path, expected, code: 'custom' }] })

async function whatToPlan(call: Pick<Call, 'api' | 'workspaceId'>, body: PlanInput): Promise<PlanRequest['what']> {
  const { mode, text, draft, goal, taskId } = body
  if (mode === 'replan') {
    // With fewer people everybody else's work would go to them.
    if (body.memberIds) throw wrong('memberIds', 'left out: what is open stays with whoever has it')
    return { mode }
  }
  if (text !== undefined && draft !== undefined) throw wrong('draft', 'a draft or a text, not both')
  if (mode === 'plan') {
    const read = planOf(body)
    if (read) return { mode, ...read }
    if (goal === undefined) throw wrong('text', 'a text, a goal or a draft')
    return { mode, draft: PlanDraft.parse({ title: goal }), stated: [] }
  }
  if (taskId === undefined) throw wrong('taskId', 'the task to split')
  const read = planOf(body) ?? (await planInDescription(call, taskId))
  return { mode, taskId, ...read }
}

function planOf({ text, draft, goal }: PlanInput) {
  if (draft) return { draft, stated: [] }
  if (text === undefined) return undefined
  const read = readPlanText(text)
  return goal === undefined ? read : { ...read, draft: { ...read.draft, title: goal } }
}

/** What a task's description lists. @throws AppError `invalid_input` where it lists nothing */
async function planInDescription({ api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>, taskId: string) {
  const task = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'task', taskId))
  const plan = readPlanText(String(task?.['description'] ?? ''))
  if (task && plan.draft.tasks.length === 0)
    throw wrong('text', 'the parts as a list, for the task’s description has none')
  return plan
}
