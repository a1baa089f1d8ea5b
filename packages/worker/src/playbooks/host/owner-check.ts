import { folderSource } from '@orchestrator/domain'
import { findWorkspace, installedPlaybooks, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import { type Loop, startLoop } from '../../loop.ts'
import { ownerOf } from './deploy.ts'

/**
 * Notices that the playbooks of a folder act for somebody other than the workspace's present owner, above all for one who left: their runs would be
 * refused. Calls back once for each such owner.
 */
export function startOwnerCheck(deps: { app: Store; workspace: string; logger: Logger; onOther(): void }): Loop {
  const { app, logger } = deps
  let told: string | null = null
  return startLoop('seeing for whom playbooks act', 5_000, logger, async () => {
    const workspaceId = await findWorkspace(app, deps.workspace)
    if (workspaceId === null) return
    const [owner, installed] = await Promise.all([
      ownerOf(app, workspaceId),
      installedPlaybooks(app, workspaceId, folderSource),
    ])
    const { memberId } = owner.actor
    if (told === memberId || installed.every(({ installedBy }) => installedBy === memberId)) return
    told = memberId
    logger.warn(
      { owner: memberId },
      'the playbooks act for a member who is not the owner any more; they are deployed again',
    )
    deps.onOther()
  })
}
