import { deriveId } from '@orchestrator/domain'
import type { Store } from '../store.ts'
import { toStoredJson } from '../tables.ts'
import { type KeptPreferences, type OwnPreferences, preferencesOf } from './plan-emails.ts'

/** A member of whom it is to be said when their next digest of work goes out. */
export interface DueDigest {
  readonly memberId: string
  /** When it was to go out; null: nobody has said yet. */
  readonly dueAt: string | null
  readonly lastAt: string | null
  readonly preferences: OwnPreferences
}

/** What goes out now, if anything, and when the next one is due; null: not at all. */
export interface DigestPlan {
  readonly send: { readonly from: string; readonly until: string } | null
  readonly nextAt: string | null
}

/** Digests are planned so long before their time: notifications of that time go into the same letter. */
const aheadMs = 60_000

/**
 * Plans the digests of work that are due, each member's once for one time: its e-mail has an id that follows from both, and is the one in
 * which that time's notifications are.
 * @returns how many were looked at
 */
export function planDigests(
  store: Store,
  workspaceId: string,
  most: number,
  plan: (due: DueDigest) => DigestPlan,
): Promise<number> {
  return store.write(workspaceId, async (tx) => {
    await tx`set local synchronous_commit to on`
    const rows = await tx<Row[]>`
      select d.member_id, case when d.next_at > '-infinity' then d.next_at end as due_at, d.last_at, m.removed_at is not null as left,
        p.kinds, p.digest_hour, p.digest_weekday, coalesce(p.time_zone, w.time_zone) as zone
      from member_digests d
      join members m on m.workspace_id = ${workspaceId} and m.id = d.member_id
      join workspaces w on w.workspace_id = ${workspaceId}
      left join notification_preferences p on p.workspace_id = ${workspaceId} and p.id = d.member_id
      where d.workspace_id = ${workspaceId} and d.next_at <= now() + ${aheadMs} * interval '1 ms'
      order by d.next_at, d.member_id limit ${most} for update of d skip locked`
    if (rows.length === 0) return 0
    const planned = rows.map(({ left, memberId, dueAt, lastAt, ...own }) => {
      const { send, nextAt } = left
        ? { send: null, nextAt: null }
        : plan({ memberId, dueAt, lastAt, preferences: preferencesOf(own) })
      return {
        ...{ memberId, nextAt: nextAt ?? 'infinity', lastAt: send?.until ?? lastAt },
        ...{ workFrom: send?.from ?? null, workUntil: send?.until ?? null },
        emailId: send && deriveId(workspaceId, 'digest', memberId, send.until),
        // Where the notifications of that time have gone already, this goes by itself.
        ownEmailId: send && deriveId(workspaceId, 'work digest', memberId, send.until),
      }
    })
    const json = tx.json(planned.map(toStoredJson) as never)
    await tx`
      with planned as (
        select * from jsonb_to_recordset(${json}) as p (member_id uuid, email_id uuid, own_email_id uuid, work_from timestamptz, work_until timestamptz)
        where p.email_id is not null
      ), gone as (
        select e.id from emails e join planned p on e.id = p.email_id
        where e.workspace_id = ${workspaceId} and not (e.status = 'pending' and e.attempts = 0) for update of e
      )
      insert into emails (workspace_id, id, member_id, digest, status, attempts, next_at, unsure, work_from, work_until, created_at, updated_at)
      select ${workspaceId}::uuid, case when g.id is null then p.email_id else p.own_email_id end, p.member_id, true, 'pending', 0, p.work_until,
        false, p.work_from, p.work_until, now(), now()
      from planned p left join gone g on g.id = p.email_id
      on conflict (workspace_id, id) do update set work_from = excluded.work_from, work_until = excluded.work_until, updated_at = now()`
    await tx`
      update member_digests d set next_at = p.next_at, last_at = p.last_at
      from jsonb_to_recordset(${json}) as p (member_id uuid, next_at timestamptz, last_at timestamptz)
      where d.workspace_id = ${workspaceId} and d.member_id = p.member_id`
    return planned.length
  })
}

interface Row extends KeptPreferences {
  readonly memberId: string
  readonly dueAt: string | null
  readonly lastAt: string | null
  readonly left: boolean
}
