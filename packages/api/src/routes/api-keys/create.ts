import { ApiKey, commandCatalogue } from '@orchestrator/domain'
import { getEntity, mintApiKey } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { identify } from '../../writes/identify.ts'

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
  async handle(call) {
    const { api, c, identity, workspaceId } = call
    const { memberId, ...body } = call.body
    const { commandId, idempotency } = identify(call)
    const input = { ...body, commandId: commandId(0), idempotency, ...(memberId !== undefined && { memberId }) }
    const made = await withDeadline(api.config.requestTimeoutMs, mintApiKey(api.store, identity.principal, input))
    const row = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'api_key', made.id))
    c.header('Command-Id', input.commandId)
    c.header('Location', `/v1/api-keys/${made.id}`)
    return c.json({ ...row, key: made.key }, 201)
  },
})
