import { AppError, type Approval } from '@orchestrator/domain'
import { approvalsFor, listEntities, signApprovalLink } from '@orchestrator/store'
import * as z from 'zod'
import { byCreation, equals, idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { mayInWorkspace } from '../../middleware/authenticate.ts'
import { approvals } from './resource.ts'

const longestMs = 7 * 86_400_000

export const getApprovalLink = defineRoute({
  method: 'get',
  path: '/v1/approvals/{id}/link',
  operationId: 'getApprovalLink',
  tag: approvals.tag,
  summary: 'Get a signed link to a page on which you can answer',
  description:
    'For those who may answer, each their own: whoever opens it answers as you, so keep it to yourself. It is good for a week at most, and only while the approval is pending. Needs the permission approval.answer.',
  access: 'write',
  params: idParams,
  answer: {
    status: 200,
    description: 'The link',
    schema: z.object({ url: z.url(), expiresAt: z.iso.datetime() }).meta({ id: 'ApprovalLink' }),
  },
  problems: [404],
  async handle({ api, c, identity, workspaceId, params: { id } }) {
    if (!mayInWorkspace(identity, 'approval.answer'))
      throw new AppError('forbidden', 'this needs the permission approval.answer', {
        details: { permission: 'approval.answer' },
      })
    const { memberId } = identity.principal.actor
    const find = (where: Parameters<typeof listEntities>[2]['where']) =>
      read(api, workspaceId, (tx) =>
        listEntities(tx, workspaceId, {
          kind: 'approval',
          where: [...equals(['id', id]), ...where],
          sort: byCreation['createdAt'] as never,
          limit: 1,
        }),
      )
    const [approval] = (await find([approvalsFor(memberId)])).items as unknown as Approval[]
    if (!approval) {
      if ((await find([])).items.length === 0) throw new AppError('not_found', `there is no approval ${id}`)
      throw new AppError('forbidden', 'this approval does not wait for an answer of yours')
    }
    const until = Date.now() + longestMs
    const end = approval.expiresAt === null ? until : Math.min(until, Date.parse(approval.expiresAt))
    const expiresAt = new Date(Math.floor(end / 1_000) * 1_000).toISOString()
    const token = signApprovalLink(api.config.masterKey, { workspaceId, approvalId: id, memberId, expiresAt })
    c.header('Cache-Control', 'no-store')
    return c.json({ url: `${api.config.publicUrl ?? new URL(c.req.url).origin}/approvals/${token}`, expiresAt })
  },
})
