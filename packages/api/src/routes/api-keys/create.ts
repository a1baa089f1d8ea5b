import { ApiKey, AppError, commandCatalogue } from '@orchestrator/domain'
import { getEntity, mintApiKey } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { commandIds } from '../../writes/command-id.ts'

const { shape } = commandCatalogue['api_key.create'].data

export const createApiKey = defineRoute({
  method: 'post',
  path: '/v1/api-keys',
  operationId: 'createApiKey',
  tag: 'API keys',
  summary: 'Create an API key; the key itself is shown this once',
  description:
    'A request repeated with its Idempotency-Key is refused with 409: the secret is stored nowhere, so it cannot be shown again.',
  access: 'write',
  body: z.strictObject({
    name: shape.name,
    memberId: shape.memberId.optional().meta({ description: 'for whom it acts; without it: for yourself' }),
    scopes: shape.scopes.default(null).meta({ description: 'what it may at most; null: all that the member may' }),
    expiresAt: shape.expiresAt.default(null),
  }),
  bodyExample: { name: 'CI', scopes: ['workspace.read', 'task.create'] },
  answer: {
    status: 201,
    description: 'The key',
    schema: ApiKey.extend({ key: z.string().meta({ example: 'orc_…' }) }).meta({ id: 'NewApiKey' }),
  },
  problems: [404, 409],
  async handle({ api, c, identity, workspaceId, body: { memberId, ...body } }) {
    const commandId = commandIds(c, identity.principal)(0)
    const input = { ...body, commandId, ...(memberId !== undefined && { memberId }) }
    const made = await withDeadline(
      api.config.requestTimeoutMs,
      mintApiKey(api.store, identity.principal, input),
    ).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'command_conflict') throw error
      throw new AppError(
        'command_conflict',
        'a key was made with this Idempotency-Key already; its secret was shown then. Revoke it and make another.',
      )
    })
    const row = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'api_key', made.id))
    c.header('Command-Id', commandId)
    c.header('Location', `/v1/api-keys/${made.id}`)
    return c.json({ ...row, key: made.key }, 201)
  },
})
