import { deriveId, type Notification, type NotificationPreferences } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { toStoredJson } from '../tables.ts'

/** How a member wants to be told, with the zone that their days have. */
export type OwnPreferences = Pick<NotificationPreferences, 'kinds' | 'digestHour' | 'digestWeekday'> & {
  readonly timeZone: string
}

/** A notification of which nobody has asked yet whether it goes out by e-mail. */
export interface UnplannedNotification {
  readonly id: string
  readonly memberId: string
  readonly kind: Notification['kind']
  readonly createdAt: string
  readonly preferences: OwnPreferences
}

/** When a notification goes out; null: not at all. Those of one member and one time share a digest. */
export type EmailPlan = { readonly at: string; readonly digest: boolean } | null

interface Planned {
  readonly id: string
  readonly memberId: string
  readonly emailId: string | null
  readonly at: string | null
  readonly digest: boolean
}

/** Workspaces in which there is e-mail to plan or to send, by their ids. */
export async function emailWorkspaces(store: Store, most: number): Promise<string[]> {
  const rows = await store.sql<{ workspaceId: string }[]>`
    select workspace_id from email_workspaces(${most}) order by workspace_id`
  return rows.map(({ workspaceId }) => workspaceId)
}

/**
 * Says of new notifications in which e-mail they go out, if in any. One that comes too late for its digest is left for the next.
 * @returns how many were planned
 */
export function planEmails(
  store: Store,
  workspaceId: string,
  most: number,
  plan: (notification: UnplannedNotification) => EmailPlan,
): Promise<number> {
  return store.write(workspaceId, async (tx) => {
    await tx`set local synchronous_commit to on`
    const planned = (await unplanned(tx, workspaceId, most)).map((one): Planned => {
      const { id, memberId } = one
      const when = plan(one)
      if (!when) return { id, memberId, emailId: null, at: null, digest: false }
      const emailId = when.digest ? deriveId(workspaceId, 'digest', memberId, when.at) : id
      return { id, memberId, emailId, at: when.at, digest: when.digest }
    })
    if (planned.length === 0) return 0
    const rows = tx.json(planned.map(toStoredJson) as never)
    const open = await tx<{ id: string }[]>`
      insert into emails (workspace_id, id, member_id, digest, status, attempts, next_at, unsure, created_at, updated_at)
      select distinct on (p.email_id) ${workspaceId}::uuid, p.email_id, p.member_id, p.digest, 'pending', 0, p.at, false, now(), now()
      from jsonb_to_recordset(${rows}) as p (email_id uuid, member_id uuid, digest boolean, at timestamptz)
      where p.email_id is not null order by p.email_id
      on conflict (workspace_id, id) do update set updated_at = now() where emails.status = 'pending' and emails.attempts = 0
      returning id`
    const known = new Set(open.map(({ id }) => id))
    const settled = planned.filter(({ emailId }) => emailId === null || known.has(emailId))
    await tx`
      update notifications n set email_planned = true, email_id = p.email_id
      from jsonb_to_recordset(${tx.json(settled.map(toStoredJson) as never)}) as p (id uuid, email_id uuid)
      where n.workspace_id = ${workspaceId} and n.id = p.id`
    return settled.length
  })
}

async function unplanned(tx: Tx, workspaceId: string, most: number): Promise<UnplannedNotification[]> {
  type Row = Omit<UnplannedNotification, 'preferences'> & KeptPreferences
  const rows = await tx<Row[]>`
    select n.id, n.member_id, n.kind, n.created_at, p.kinds, p.digest_hour, p.digest_weekday, coalesce(p.time_zone, w.time_zone) as zone
    from notifications n
    join workspaces w on w.workspace_id = ${workspaceId}
    left join notification_preferences p on p.workspace_id = ${workspaceId} and p.id = n.member_id
    where n.workspace_id = ${workspaceId} and not n.email_planned order by n.created_at limit ${most} for update of n skip locked`
  return rows.map(({ kinds, digestHour, digestWeekday, zone, ...notification }) => ({
    ...notification,
    preferences: preferencesOf({ kinds, digestHour, digestWeekday, zone }),
  }))
}

/** As they are read: null is what nobody has said. */
export interface KeptPreferences {
  readonly kinds: OwnPreferences['kinds'] | null
  readonly digestHour: number | null
  readonly digestWeekday: number | null
  /** The member's, else the workspace's. */
  readonly zone: string
}

export const preferencesOf = ({ kinds, digestHour, digestWeekday, zone }: KeptPreferences): OwnPreferences => ({
  ...{ kinds: kinds ?? {}, digestHour: digestHour ?? 8, digestWeekday: digestWeekday ?? 1, timeZone: zone },
})
