import { toMilliseconds } from '../duration.ts'
import { OrchestratorError, PlaybookDefinitionError } from '../errors.ts'
import type { Approval } from '../generated/entities.ts'
import type { JsonObject, JsonSchema } from '../json.ts'
import type { ApprovalFrom, ApprovalOptions, ApprovalOutcome, RequestApproval } from '../run/approval.ts'
import type { Reference } from '../run/resources.ts'
import { type AnySchema, jsonSchemaOf, validate } from '../schema.ts'
import type { StepCounter } from './call.ts'
import { plainJson } from './plain-json.ts'
import type { RunEvent, RuntimePort } from './port.ts'

/**
 * `approval` of a run: a command that asks, and a wait for the event that ends it. Also the end of its time is such an event, so
 * that nobody can answer what the run has given up.
 */
export function createApproval(trigger: RunEvent, port: RuntimePort, steps: StepCounter): RequestApproval {
  const ask = async (options: Options): Promise<ApprovalOutcome> => {
    const data = plainJson(requestOf(options), 'approval') as JsonObject
    const outcome = outcomeOf(await askPeople({ trigger, port, steps }, data))
    if (outcome.status === 'expired' || !isSchema(options.ask)) return outcome
    return { ...outcome, answer: await validate(options.ask, outcome.answer, 'the answer') }
  }
  const approval = async (options: Options) => {
    const { status, answer } = await ask(options)
    return status === 'expired' ? null : answer
  }
  return Object.assign(approval, { outcome: ask }) as RequestApproval
}

type Options = Omit<ApprovalOptions, 'ask'> & { readonly ask?: AnySchema | JsonSchema | undefined }

const isSchema = (ask: Options['ask']): ask is AnySchema => ask !== undefined && '~standard' in ask

/** How an approval ended, for what comes after it. */
export function outcomeOf({ id, status, answer, answers }: Approval): ApprovalOutcome {
  const approved = answer?.['approved']
  return {
    id,
    status: status === 'answered' ? 'answered' : 'expired',
    approved: typeof approved === 'boolean' ? approved : null,
    answer,
    memberId: answers.at(-1)?.memberId ?? null,
  }
}

/**
 * Asks, and waits for the end.
 * @returns the approval, answered or expired
 * @throws OrchestratorError `invalid_state` when it was cancelled
 */
export async function askPeople(
  { trigger, port, steps }: { readonly trigger: RunEvent; readonly port: RuntimePort; readonly steps: StepCounter },
  data: JsonObject,
): Promise<Approval> {
  const title = String(data['title'])
  const [reply] = await port.command(steps.take('approval.request', `ask: ${title}`), [
    { type: 'approval.request', data },
  ])
  if (!reply) throw new OrchestratorError('internal', 'approval.request answered nothing')
  const step = steps.take('approval', `wait for an answer: ${title}`)
  const end = await port.waitFor(step, [sourceOf(reply.id, trigger.seq)], { timeoutMs: null })
  const ended = end?.event['approval'] as Approval | undefined
  if (!ended) throw new OrchestratorError('internal', 'the wait for an answer ended without one')
  if (ended.status === 'canceled')
    throw new OrchestratorError('invalid_state', `the approval ${JSON.stringify(ended.title)} was cancelled`)
  return ended
}

/** The same text for every approval, so that it can be indexed. */
const sourceOf = (id: string, afterSeq: number) => ({
  key: 'event',
  eventTypes: ['approval.answered', 'approval.expired', 'approval.canceled'],
  condition: { cel: 'event.approval.id == params.id && event.approval.status != "pending"', params: { id } },
  afterSeq,
})

function requestOf(options: Options): object {
  const { title, description, ask, from, timeout, remind, remindAt, count, allowSelf, task, project, link } = options
  if (timeout === undefined)
    throw new PlaybookDefinitionError("approval: timeout is missing; say how long, e.g. '3 days', or 'never'")
  const schema = isSchema(ask) ? jsonSchemaOf(ask) : ask
  if (schema === null)
    throw new PlaybookDefinitionError(
      'approval: the schema of `ask` gives no JSON Schema, which people’s form is made of',
    )
  return {
    title,
    description,
    ask: schema,
    from: fromOf(from),
    timeoutMs: timeout === 'never' ? undefined : toMilliseconds(timeout, 'approval: timeout'),
    remindEveryMs: remind === undefined ? undefined : toMilliseconds(remind, 'approval: remind'),
    remindAt,
    count,
    allowSelf,
    taskId: idOf(task),
    projectId: idOf(project),
    link,
  }
}

const fromOf = (from: ApprovalFrom): object =>
  from === 'assignee' ? { assignee: true } : from === 'lead' ? { lead: true } : from

const idOf = (reference: Reference | null | undefined) => (typeof reference === 'object' ? reference?.id : reference)
