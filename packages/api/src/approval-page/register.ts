import { AppError, type Approval, deriveId, readForm } from '@orchestrator/domain'
import { type ApprovalLink, approvalsFor, getEntity, listEntities, readApprovalLink } from '@orchestrator/store'
import type { Context, Hono } from 'hono'
import type { Api, Env } from '../http/api.ts'
import { byCreation, equals } from '../http/entity/index.ts'
import { read } from '../http/read.ts'
import { mediaType, readBytes } from '../http/read-body.ts'
import { noticePage, pageHeaders } from '../pages/layout.ts'
import { linkOf } from '../pages/read-link.ts'
import { problemKinds } from '../problem/problem.ts'
import { toAppError } from '../problem/to-app-error.ts'
import { runCommandAs } from '../writes/run-command.ts'
import { type ApprovalFacts, type FailedForm, formPage } from './page-html.ts'
import { readAnswer } from './read-answer.ts'

const mostBytes = 256 * 1024

/** As what logs and figures know the pages: the address itself is a secret. */
export const approvalPageRoute = '/approvals/{token}'

type Page = ReturnType<typeof noticePage>
type Call = Context<Env, '/approvals/:token'>

/**
 * The page behind a signed link. Opening it shows what is asked and does nothing: programs that read mail open links too. Only
 * sending its form answers, as the member for whom the link was signed.
 */
export function registerApprovalPages(app: Hono<Env>, api: Api): void {
  app.get('/approvals/:token', (c) =>
    answered(api, c, async (link) => {
      const { approval, facts, waits } = await load(api, link)
      return c.html(waits ? formPage(approval, facts, null) : endOf(approval, link), 200, pageHeaders)
    }),
  )
  app.post('/approvals/:token', (c) =>
    answered(api, c, async (link) => {
      const { approval, facts } = await load(api, link)
      const form = await readFormBody(c)
      const answer = readAnswer(readForm(approval.ask), form)
      try {
        await send(api, c, link, answer)
      } catch (error) {
        const problem = toAppError(error)
        if (problem.code !== 'invalid_input') throw error
        return c.html(formPage(approval, facts, failedForm(form, problem)), 400, pageHeaders)
      }
      // What is opened next is read, so that a reload sends nothing again.
      return c.body(null, 303, { ...pageHeaders, Location: c.req.path })
    }),
  )
}

/** Reads the link, and turns what goes wrong into a page for people. */
async function answered(api: Api, c: Call, work: (link: ApprovalLink) => Promise<Response>): Promise<Response> {
  c.set('route', approvalPageRoute)
  try {
    return await work(await linkOf(api, c, readApprovalLink))
  } catch (error) {
    const problem = toAppError(error)
    if (problem.code === 'internal') c.get('logger').error({ err: error }, 'unexpected error')
    const [title, text] = words(problem)
    return c.html(noticePage(title, text), problemKinds[problem.code].status as 400, pageHeaders)
  }
}

async function load(api: Api, { workspaceId, approvalId, memberId }: ApprovalLink) {
  return read(api, workspaceId, async (tx) => {
    const approval = (await getEntity(tx, workspaceId, 'approval', approvalId)) as unknown as Approval | undefined
    if (!approval) throw new AppError('not_found', 'there is no such approval')
    const entity = async (kind: 'member' | 'task' | 'project', id: string | null) =>
      id === null ? undefined : await getEntity(tx, workspaceId, kind, id)
    const [asker, member, task, project] = [
      await entity('member', approval.requestedBy.memberId),
      await entity('member', memberId),
      await entity('task', approval.taskId),
      await entity('project', approval.projectId),
    ]
    const where = [...equals(['id', approvalId]), approvalsFor(memberId)]
    const sort = byCreation['createdAt'] as NonNullable<(typeof byCreation)[string]>
    const mine = await listEntities(tx, workspaceId, { kind: 'approval', where, sort, limit: 1 })
    const isPerson = approval.requestedBy.type === 'user' || approval.requestedBy.type === 'api_key'
    const facts: ApprovalFacts = {
      asker: `${isPerson ? '' : 'an automation of '}${asker?.['name'] ?? 'somebody who has left'}`,
      member: String(member?.['name'] ?? ''),
      task: task ? `${task['identifier']} ${task['title']}` : null,
      project: project ? String(project['name']) : null,
    }
    return { approval, facts, waits: mine.items.length > 0 }
  })
}

async function send(api: Api, c: Call, link: ApprovalLink, answer: Record<string, unknown>): Promise<void> {
  const { workspaceId, approvalId, memberId } = link
  // The same form sent twice is one answer.
  const id = deriveId(workspaceId, 'approval link', approvalId, memberId, JSON.stringify(answer))
  const actor = { type: 'user' as const, id: memberId, memberId }
  const principal = { workspaceId, actor, scopes: ['approval.answer' as const] }
  await runCommandAs({ api, c }, principal, id, 'approval.answer', { id: approvalId, answer })
}

async function readFormBody(c: Call): Promise<URLSearchParams> {
  if (mediaType(c.req.header('content-type')) !== 'application/x-www-form-urlencoded')
    throw new AppError('unsupported_media_type', 'the form of the page is expected')
  return new URLSearchParams(Buffer.from(await readBytes(c, mostBytes)).toString('utf8'))
}

const failedForm = (form: URLSearchParams, { fields }: AppError): FailedForm => ({
  form,
  problems: new Map(fields.map(({ path, expected }) => [path.split('.')[1] ?? '', expected])),
})

/** What there is to say instead of a form. */
function endOf({ status, answers, title }: Approval, { memberId }: ApprovalLink): Page {
  if (answers.some((one) => one.memberId === memberId)) return noticePage('Thank you', `You have answered “${title}”.`)
  const texts = {
    answered: 'Somebody else has answered.',
    expired: 'The time to answer is over.',
    canceled: 'The answer is not needed any more.',
    pending: 'You are not among those who may answer any more, or the time to answer is over.',
  }
  return noticePage(title, texts[status])
}

function words({ code, message }: AppError): [string, string] {
  switch (code) {
    case 'invalid_signature':
    case 'not_found':
      return ['This link is not valid', 'Perhaps a part of it is missing. Ask for a new one.']
    case 'expired':
    case 'already_answered':
    case 'invalid_state':
      return ['It is too late', `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`]
    case 'forbidden':
      return ['You may not answer this', `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`]
    case 'rate_limited':
    case 'unavailable':
      return ['Please try again', 'That was not possible just now. Try again in a moment.']
    default:
      return ['Something went wrong', code === 'internal' ? 'We are sorry. Please try again later.' : message]
  }
}
