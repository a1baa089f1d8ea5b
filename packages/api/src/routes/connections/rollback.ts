import { AppError, type Command, Timestamp } from '@orchestrator/domain'
import { mostRolledBack, readRollback } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { requireConnection } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { execute } from '../../writes/execute.ts'
import { identify } from '../../writes/identify.ts'
import { proposeRollback } from './propose-rollback.ts'
import { connections } from './resource.ts'

const Operation = z.object({
  type: z.string(),
  entityId: z.string(),
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
})
const Skip = z.object({
  entityId: z.string(),
  name: z.string(),
  field: z.string().nullable(),
  reason: z.enum(['deleted', 'archived', 'changed_since', 'deleted_by_sync', 'not_there', 'not_in_a_patch']).meta({
    description: 'not_there: what its value before names was deleted. not_in_a_patch: no patch can take it back',
  }),
})
const Proposed = z.object({
  id: z.uuid().nullable().meta({ description: 'null: a dry run' }),
  title: z.string(),
  operations: z.int(),
})
/** So many commands are one transaction. */
const together = 500

export const rollbackConnection = defineRoute({
  method: 'post',
  path: `${connections.path}/{id}/rollback`,
  operationId: 'rollbackConnection',
  tag: connections.tag,
  summary: 'Take back what a connection did here within a time',
  description:
    'Needs the permission integration.manage, and those that its operations need. A dry run says what would be done. Values that somebody has changed since stay. What is taken back goes to the service as any change here does: pause the connection first if it is not to. With `as: "patch"` it is proposed instead, for which patch.propose is enough: patches of 100 operations of one project each, 20 at most, in which tasks that were made are archived.',
  access: 'write',
  params: idParams,
  body: z
    .strictObject({
      from: Timestamp,
      to: Timestamp.optional().meta({ description: 'by default now' }),
      dryRun: z.boolean().default(true),
      as: z.enum(['changes', 'patch']).default('changes').meta({
        description: 'patch: propose it, for people to decide on',
      }),
    })
    .refine(({ from, to }) => to === undefined || from < to, { path: ['to'], error: 'a time after `from`' }),
  bodyExample: { from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z', dryRun: true },
  answer: {
    status: 200,
    description: 'What was done or proposed, or would be',
    schema: z
      .object({
        applied: z.boolean(),
        operations: z.array(Operation),
        patches: z.array(Proposed),
        skipped: z.array(Skip),
      })
      .meta({ id: 'ConnectionRollback' }),
  },
  problems: [404, 409],
  async handle(call) {
    requirePermission(call.identity, call.body.as === 'patch' ? 'patch.propose' : 'integration.manage')
    const { api, c, identity, workspaceId, params, body } = call
    const { name } = await requireConnection(api, workspaceId, params.id)
    const to = body.to ?? new Date().toISOString()
    const plan = await readRollback(api.store, { workspaceId, connectionId: params.id }, { from: body.from, to })
    if (plan.events > mostRolledBack)
      throw new AppError('invalid_input', `to: a time up to which there are at most ${mostRolledBack} changes`, {
        fields: [{ path: 'to', expected: `at most ${mostRolledBack} changes at once`, code: 'too_big' }],
      })
    if (body.as === 'patch')
      return c.json(await proposeRollback(call, plan, { name, from: body.from, to }, body.dryRun))
    const { operations, skipped } = plan
    const { commandIdFor, idempotency } = identify(call)
    for (let n = 0; !body.dryRun && n < Math.max(1, operations.length); n += together) {
      const commands = operations
        .slice(n, n + together)
        .map(({ type, entityId, data }) => ({ id: commandIdFor(entityId), type, data }) as unknown as Command)
      // Also without commands: the key is claimed, or refused.
      await execute(api, identity.principal, commands, idempotency)
    }
    const shown = operations.map(({ type, entityId, name: of, data }) => ({
      type,
      entityId,
      name: of,
      data: { ...data },
    }))
    return c.json({ applied: !body.dryRun, operations: shown, patches: [], skipped: [...skipped] })
  },
})
