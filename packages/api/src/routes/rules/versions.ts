import { Actor, AppError, Rule, StoredTimestamp } from '@orchestrator/domain'
import { readRuleVersions } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { rules } from './resource.ts'

const Versions = z.object({
  items: z.array(
    z
      .object({
        version: z.int().positive(),
        changedAt: StoredTimestamp,
        actor: Actor,
        changes: z
          .record(z.string(), z.object({ before: z.unknown(), after: z.unknown() }))
          .meta({ description: 'empty for the first' }),
        rule: Rule,
      })
      .meta({ id: 'RuleVersion' }),
  ),
})

export const listRuleVersions = defineRoute({
  method: 'get',
  path: '/v1/rules/{id}/versions',
  operationId: 'listRuleVersions',
  tag: rules.tag,
  summary: 'See the last 100 versions of a rule, newest first: who changed what, and when',
  description: 'Those of a deleted rule too. Its runs name the version that they follow.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The versions', schema: Versions },
  problems: [404],
  async handle({ api, c, workspaceId, params }) {
    const items = await read(api, workspaceId, (tx) => readRuleVersions(tx, workspaceId, params.id, 100))
    if (items.length === 0) throw new AppError('not_found', `there is no rule ${params.id}`)
    return c.json({ items })
  },
})
