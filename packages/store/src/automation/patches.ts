import type { Principal } from '@orchestrator/domain'
import type { Store } from '../store.ts'
import { principalOfAsker } from './principal-of-asker.ts'

/** A patch whose time is over, while something of it waits for a decision. */
export interface DuePatch {
  readonly workspaceId: string
  readonly id: string
}

/** Of every workspace, those that are due longest first. */
export const duePatches = (store: Store, before: Date, most: number) =>
  store.sql<DuePatch[]>`select * from due_patches(${before.toISOString()}, ${most})`

/** As whom it is told that a patch has expired. null: nobody is left in the workspace. */
export const patchPrincipal = (store: Store, { workspaceId, id }: DuePatch): Promise<Principal | null> =>
  principalOfAsker(store, workspaceId, id, { table: 'patches', asker: 'proposed_by', event: 'patch.proposed' })
