import { Id, type Mapping, type Names } from '@orchestrator/domain'
import { type EntityView, selectView } from '../queries/entity-columns.ts'
import type { Store } from '../store.ts'
import { type LinkedElsewhere, linkedElsewhere } from './earlier-links.ts'
import { membersByEmail } from './members-by-email.ts'
import { readNames } from './names.ts'
import { type LinkedUser, readLinkedUsers } from './state.ts'

/** What an item is here already. */
export type KnownItem = 'linked' | 'deleted_here' | 'archived'

interface Person {
  readonly id: string
  /** As the service has verified it. */
  readonly email: string | null
}

/** What has to be known here to say what a mapping would do: tasks that are nothing there yet, and what of the items is linked. */
export async function readPreview(
  store: Store,
  workspaceId: string,
  mapping: Mapping,
  {
    type,
    items,
    parents,
    people,
  }: {
    type: string
    items: readonly { readonly id: string; readonly marker: string | null }[]
    parents: readonly string[]
    /** The first round links those of them that are found by their address: what is theirs is said to be so. */
    people: readonly Person[]
  },
  most: number,
): Promise<{
  tasks: readonly EntityView[]
  known: ReadonlyMap<string, KnownItem>
  elsewhere: readonly LinkedElsewhere[]
  names: Names
}> {
  const { id, connectionId, projectId, fields } = mapping
  const ids = items.map((item) => item.id)
  const markers = items.map(({ marker }) => (Id.safeParse(marker).success ? marker : null))
  const [links, linked, tasks, elsewhere, found] = await store.read(workspaceId, (tx) =>
    Promise.all([
      // Whose link is gone may still carry the id of its task.
      tx<{ externalId: string; known: KnownItem }[]>`
        select i.id as external_id, case when x.state in ('gone_here', 'left_out') or t.id is null then 'deleted_here'
          when t.archived_at is not null then 'archived' else 'linked' end as known
        from unnest(${ids}::text[], ${markers}::uuid[]) i (id, marker)
        left join external_items x on x.workspace_id = ${workspaceId} and x.mapping_id = ${id} and x.type = ${type} and x.external_id = i.id
        left join tasks t on t.workspace_id = ${workspaceId} and t.project_id = ${projectId} and t.deleted_at is null
          and t.id = coalesce(x.entity_id, i.marker)
        where (x.id is not null and x.state <> 'wanted') or (x.id is null and t.id is not null)`,
      readLinkedUsers(tx, { workspaceId, connectionId }),
      tx.unsafe<EntityView[]>(
        `${selectView('task')} and t.project_id = $2 and t.archived_at is null and not exists (
          select from external_items x where x.workspace_id = t.workspace_id and x.connection_id = $3 and x.entity_id = t.id) order by t.id limit $4`,
        [workspaceId, projectId, connectionId, most],
        { prepare: true },
      ),
      linkedElsewhere(tx, workspaceId, mapping),
      membersByEmail(tx, workspaceId, people),
    ]),
  )
  const users = [...linked, ...toBeLinked(found, linked)]
  const entityIds = tasks.flatMap((task) => ((task as { parentId?: string | null }).parentId ?? []) as string[])
  const wanted = { entityIds, externalIds: parents, fields }
  const names = await readNames(store, { workspaceId, connectionId }, users, type, { id, projectId }, wanted)
  return { tasks, known: new Map(links.map((link) => [link.externalId, link.known])), elsewhere, names }
}

/** Whom a person has named stays whom they named. */
function toBeLinked(
  found: readonly (Person & { readonly memberId: string })[],
  linked: readonly LinkedUser[],
): LinkedUser[] {
  const known = new Set(linked.map(({ externalUserId }) => externalUserId))
  return found.flatMap(({ id, memberId }) => (known.has(id) ? [] : [{ externalUserId: id, memberId, hasLeft: false }]))
}
