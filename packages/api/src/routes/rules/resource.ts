import { AppError, Rule } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import type { Resource } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import type { Call } from '../../http/route.ts'

export const rules: Resource = { path: '/v1/rules', tag: 'Rules', kind: 'rule', schema: Rule, noun: 'rule' }

/** @throws AppError `not_found` */
export async function readRule({ api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>, id: string): Promise<Rule> {
  const rule = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'rule', id))
  if (!rule) throw new AppError('not_found', `there is no rule ${id}`)
  return rule as unknown as Rule
}
