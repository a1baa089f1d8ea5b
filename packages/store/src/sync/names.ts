import { customPrefix, type FieldMap, type Names, nameKey, type OwnField } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import type { ConnectionRef } from './claims.ts'
import type { LinkedUser, SyncMapping } from './state.ts'

export interface Wanted {
  /** Ids of tasks here, and of items there of the type of tasks. */
  readonly entityIds: readonly string[]
  readonly externalIds: readonly string[]
  /** What of ours is to be named. */
  readonly fields: readonly Pick<FieldMap, 'ours'>[]
}

/**
 * Who is whom, and which task, field or milestone is meant, of those that are named here. An item of another container may be a task of the
 * same project; but to a container one can only name what is in it.
 */
export async function readNames(
  store: Store,
  { workspaceId, connectionId }: ConnectionRef,
  users: readonly LinkedUser[],
  type: string,
  mapping: Pick<SyncMapping, 'id' | 'projectId'>,
  { entityIds, externalIds, fields }: Wanted,
): Promise<Names> {
  const custom = fields.some(({ ours }) => ours.startsWith(customPrefix))
  const milestones = fields.some(({ ours }) => ours === 'milestoneId')
  const cycles = fields.some(({ ours }) => ours === 'cycleId')
  // Of most things nothing is named.
  if (entityIds.length + externalIds.length === 0 && !custom && !milestones && !cycles) return namesOf(users, nothing)
  const found = await store.read(workspaceId, async (tx) => {
    const project = { tx, workspaceId, projectId: mapping.projectId }
    const [links, own, named, going] = await Promise.all([
      entityIds.length + externalIds.length === 0
        ? []
        : tx<Link[]>`
            select x.entity_id, x.external_id, x.mapping_id = ${mapping.id} as is_near,
              t.archived_at is not null as is_archived from external_items x
            join mappings m on m.workspace_id = x.workspace_id and m.id = x.mapping_id and m.project_id = ${mapping.projectId}
            left join tasks t on t.workspace_id = x.workspace_id and t.id = x.entity_id
            where x.workspace_id = ${workspaceId} and x.connection_id = ${connectionId} and x.type = ${type} and x.external_id is not null
               and x.state not in ('gone_here', 'left_out', 'wanted')
              and (x.entity_id = any(${entityIds as string[]}::uuid[]) or x.external_id = any(${externalIds as string[]}::text[]))`.execute(),
      custom ? customFieldsOf(project) : [],
      milestones ? milestonesOf(project) : [],
      cycles ? cyclesOf(project) : [],
    ])
    return { links, own, milestones: named, cycles: going }
  })
  return namesOf(users, found)
}

interface Link {
  readonly entityId: string
  readonly externalId: string
  readonly isNear: boolean
  /** It is still linked, and nothing is put below it any more. */
  readonly isArchived: boolean
}

interface Milestone {
  readonly id: string
  readonly name: string
}

/** Nothing is put into one that is completed; what is in it stays. */
interface Cycle extends Milestone {
  readonly isCompleted: boolean
}

interface Found {
  readonly links: readonly Link[]
  readonly own: readonly OwnField[]
  readonly milestones: readonly Milestone[]
  readonly cycles: readonly Cycle[]
}

interface OfProject {
  readonly tx: Tx
  readonly workspaceId: string
  readonly projectId: string
}

const customFieldsOf = ({ tx, workspaceId, projectId }: OfProject) =>
  tx<OwnField[]>`
    select key, type, options, required from custom_fields
    where workspace_id = ${workspaceId} and (project_ids is null or ${projectId} = any(project_ids))`.execute()

/** Of several with one name the first that is still to be reached. */
const milestonesOf = ({ tx, workspaceId, projectId }: OfProject) =>
  tx<Milestone[]>`
    select id, name from milestones where workspace_id = ${workspaceId} and project_id = ${projectId}
    order by completed_at is not null, rank, id`.execute()

const cyclesOf = ({ tx, workspaceId, projectId }: OfProject) =>
  tx<Cycle[]>`
    select id, name, state = 'completed' as is_completed from cycles
    where workspace_id = ${workspaceId} and project_id = ${projectId} order by state = 'active' desc, number`.execute()

const nothing: Found = { links: [], own: [], milestones: [], cycles: [] }

function namesOf(users: readonly LinkedUser[], { links, own, milestones, cycles }: Found): Names {
  const open = links.filter(({ isArchived }) => !isArchived)
  const entityOf = new Map(open.map(({ entityId, externalId }) => [externalId, entityId]))
  const externalOf = new Map(
    links.flatMap(({ entityId, externalId, isNear }) => (isNear ? [[entityId, externalId]] : [])),
  )
  const here = users.filter(({ hasLeft }) => !hasLeft)
  const memberOf = new Map(here.map(({ externalUserId, memberId }) => [externalUserId, memberId]))
  const userOf = new Map([...users].reverse().map(({ externalUserId, memberId }) => [memberId, externalUserId]))
  const fieldOf = new Map(own.map((field) => [field.key, field]))
  const milestoneOf = new Map([...milestones].reverse().map(({ id, name }) => [nameKey(name), id]))
  const milestoneName = new Map(milestones.map(({ id, name }) => [id, name]))
  const going = cycles.filter(({ isCompleted }) => !isCompleted)
  const cycleOf = new Map([...going].reverse().map(({ id, name }) => [nameKey(name), id]))
  const cycleName = new Map(cycles.map(({ id, name }) => [id, name]))
  return {
    memberOf: (user) => memberOf.get(user) ?? null,
    userOf: (member) => userOf.get(member) ?? null,
    entityOf: (externalId) => entityOf.get(externalId) ?? null,
    externalOf: (entityId) => externalOf.get(entityId) ?? null,
    customField: (key) => fieldOf.get(key) ?? null,
    milestoneNamed: (name) => milestoneOf.get(nameKey(name)) ?? null,
    milestoneName: (id) => milestoneName.get(id) ?? null,
    cycleNamed: (name) => cycleOf.get(nameKey(name)) ?? null,
    cycleName: (id) => cycleName.get(id) ?? null,
  }
}
