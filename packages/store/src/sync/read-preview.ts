import type { Mapping, Names } from '@orchestrator/domain'
import { type EntityView, selectView } from '../queries/entity-columns.ts'
import type { Store } from '../store.ts'
import { readNames } from './names.ts'

/** What has to be known here to say what a mapping would do: tasks that are nothing there yet, and what of the items is linked. */
export async function readPreview(
  store: Store,
  workspaceId: string,
  { id, connectionId, projectId }: Mapping,
  { type, externalIds, parents }: { type: string; externalIds: readonly string[]; parents: readonly string[] },
  most: number,
): Promise<{ tasks: readonly EntityView[]; linked: ReadonlySet<string>; names: Names }> {
  const [links, users, tasks] = await store.read(workspaceId, (tx) =>
    Promise.all([
      tx<{ externalId: string }[]>`
        select external_id from external_items
        where workspace_id = ${workspaceId} and mapping_id = ${id} and type = ${type} and external_id = any(${externalIds as string[]}::text[])`,
      tx<{ externalUserId: string; memberId: string }[]>`
        select external_user_id, member_id from user_links where workspace_id = ${workspaceId} and connection_id = ${connectionId}`,
      tx.unsafe<EntityView[]>(
        `${selectView('task')} and t.project_id = $2 and not exists (
          select from external_items x where x.workspace_id = t.workspace_id and x.connection_id = $3 and x.entity_id = t.id) order by t.id limit $4`,
        [workspaceId, projectId, connectionId, most],
        { prepare: true },
      ),
    ]),
  )
  const entityIds = tasks.flatMap((task) => ((task as { parentId?: string | null }).parentId ?? []) as string[])
  const wanted = { entityIds, externalIds: parents }
  const names = await readNames(store, { workspaceId, connectionId }, users, type, { id, projectId }, wanted)
  return { tasks, linked: new Set(links.map(({ externalId }) => externalId)), names }
}
