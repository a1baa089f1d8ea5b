import { AppError, Playbook, PlaybookId } from '@orchestrator/domain'
import { getPlaybookByName } from '@orchestrator/store'
import * as z from 'zod'
import type { Resource } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import type { Call } from '../../http/route.ts'

export const playbooks: Resource = {
  path: '/v1/playbooks',
  tag: 'Playbooks',
  kind: 'playbook',
  schema: Playbook,
  noun: 'playbook',
}

export const nameParams = z.strictObject({
  name: PlaybookId.meta({ description: 'of the playbook, e.g. `issue-intake`' }),
})

/**
 * Also one that was removed: a repeated request to remove it is answered like the first, and a command refuses it itself.
 * @throws AppError `not_found`
 */
export async function playbookNamed({ api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>, name: string) {
  const playbook = await read(api, workspaceId, (tx) => getPlaybookByName(tx, workspaceId, name))
  return playbook ?? missing(name)
}

/** @throws AppError `not_found` */
export function missing(name: string): never {
  throw new AppError('not_found', `there is no playbook ${name}`)
}
