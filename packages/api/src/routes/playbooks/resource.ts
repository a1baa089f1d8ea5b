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

export const nameParams = z.strictObject({ name: PlaybookId })

/** @throws AppError `not_found` */
export async function playbookNamed({ api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>, name: string) {
  const playbook = await read(api, workspaceId, (tx) => getPlaybookByName(tx, workspaceId, name))
  if (!playbook) throw new AppError('not_found', `there is no playbook ${name}`)
  return playbook
}
