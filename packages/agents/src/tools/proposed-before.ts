import { deriveId, type Patch, type Principal } from '@orchestrator/domain'
import { getEntity, type Store } from '@orchestrator/store'

/**
 * The patch that a command made before, for work that is done again because its process ended: what is computed from a workspace is another
 * thing a moment later, and would be refused as another command under the same name.
 */
export const proposedBefore = async (
  store: Pick<Store, 'read'>,
  { workspaceId }: Principal,
  commandId: string,
): Promise<Patch | undefined> =>
  (await store.read(workspaceId, (tx) => getEntity(tx, workspaceId, 'patch', deriveId(commandId, 'patch')))) as
    | Patch
    | undefined
