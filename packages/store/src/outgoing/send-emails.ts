import { channelsOf, type Notification, NotificationKind, type NotificationPreferences } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'

export type EmailLine = Notification & { readonly projectName: string | null }

/** An e-mail that is to be sent now. */
export interface ClaimedEmail {
  readonly id: string
  readonly digest: boolean
  /** With this one. */
  readonly attempts: number
  readonly workspace: { readonly id: string; readonly name: string }
  readonly member: { readonly id: string; readonly name: string; readonly email: string }
  /** What its member still wants to be sent, the oldest first; of a digest no more than fit into a letter. */
  readonly lines: readonly EmailLine[]
  /** So many more there are, which are not among the lines. */
  readonly more: number
  /** The settings of the workspace's connection for incoming mail: an answer to this goes there. */
  readonly inbound: Readonly<Record<string, unknown>> | null
  /** Of a digest that also tells of the member's work: of which time. */
  readonly work: { readonly from: string; readonly until: string; readonly timeZone: string } | null
}

/** How an attempt ended. */
export interface EmailEnd {
  readonly status: 'sent' | 'pending' | 'failed' | 'dropped'
  readonly error: string | null
  /** Nobody knows whether the server has taken it. */
  readonly unsure: boolean
  readonly nextAt: string | null
}

/**
 * Takes e-mails that are due. What is taken and not reported within the lease, because its process ended, is due again. One whose
 * member has left, or wants nothing of it any more, is dropped here.
 * @returns how many were due, and those to be sent
 */
export function claimEmails(
  store: Store,
  workspaceId: string,
  most: number,
  leaseMs: number,
): Promise<{ due: number; emails: ClaimedEmail[] }> {
  return store.write(workspaceId, async (tx) => {
    await tx`set local synchronous_commit to on`
    const rows = await tx<Row[]>`
      with due as (
        select id from emails
        where workspace_id = ${workspaceId} and status in ('pending', 'sending') and next_at <= now()
        order by next_at limit ${most} for update skip locked
      ), taken as (
        update emails e set status = 'sending', attempts = e.attempts + 1, unsure = e.unsure or e.status = 'sending',
          next_at = now() + ${leaseMs} * interval '1 ms', updated_at = now()
        from due where e.workspace_id = ${workspaceId} and e.id = due.id
        returning e.id, e.member_id, e.digest, e.attempts, e.work_from, e.work_until
      )
      select t.*, m.name, m.email, m.removed_at, w.name as workspace_name, p.kinds, coalesce(p.time_zone, w.time_zone) as zone, (
        select c.settings from connections c
        where c.workspace_id = ${workspaceId} and c.provider = 'email' and c.status in ('active', 'paused')
        order by c.created_at limit 1
      ) as inbound
      from taken t
      join members m on m.workspace_id = ${workspaceId} and m.id = t.member_id
      join workspaces w on w.workspace_id = ${workspaceId}
      left join notification_preferences p on p.workspace_id = ${workspaceId} and p.id = t.member_id`
    if (rows.length === 0) return { due: 0, emails: [] }
    const lines = await linesOf(tx, workspaceId, rows)
    const emails: ClaimedEmail[] = []
    for (const row of rows) {
      const wanted = lines.get(row.id) ?? []
      if (row.removedAt === null && (wanted.length > 0 || workOf(row))) emails.push(claimed(workspaceId, row, wanted))
      else await drop(tx, workspaceId, row)
    }
    return { due: rows.length, emails }
  })
}

/** Notes how an attempt ended; one whose lease was over, and which somebody else has taken since, changes nothing. */
export async function recordEmail(
  store: Store,
  { workspace, id, attempts }: Pick<ClaimedEmail, 'workspace' | 'id' | 'attempts'>,
  { status, error, unsure, nextAt }: EmailEnd,
): Promise<void> {
  await store.write(workspace.id, async (tx) => {
    await tx`set local synchronous_commit to on`
    await tx`
      update emails set status = ${status}, last_error = ${error}, unsure = unsure or ${unsure}, next_at = ${nextAt},
        sent_at = case when ${status} = 'sent' then now() end, updated_at = now()
      where workspace_id = ${workspace.id} and id = ${id} and status = 'sending' and attempts = ${attempts}`
  })
}

interface Row {
  id: string
  memberId: string
  digest: boolean
  attempts: number
  name: string
  email: string
  removedAt: string | null
  workspaceName: string
  kinds: NotificationPreferences['kinds'] | null
  workFrom: string | null
  workUntil: string | null
  zone: string
  inbound: ClaimedEmail['inbound']
}

/** A mail server refuses letters that are too long, again and again. */
const mostLines = 200

type Line = EmailLine & { readonly emailId: string; readonly wanted: number }

async function linesOf(tx: Tx, workspaceId: string, rows: readonly Row[]): Promise<Map<string, Line[]>> {
  const wanted = rows.map(({ id, kinds }) => ({
    email_id: id,
    kinds: NotificationKind.options.filter((kind) => channelsOf({ kinds: kinds ?? {} }, kind).email !== 'off'),
  }))
  const lines = await tx<Line[]>`
    select l.*, (
      select count(*)::int from notifications n
      where n.workspace_id = ${workspaceId} and n.email_id = w.email_id and n.kind = any(w.kinds)
    ) as wanted
    from jsonb_to_recordset(${tx.json(wanted)}) as w (email_id uuid, kinds text[]) cross join lateral (
      select n.id, n.member_id, n.kind, n.title, n.body, n.about, n.link, n.project_id, n.actor_id, n.event_seq, n.read_at, n.created_at,
        n.email_id, p.name as project_name
      from notifications n left join projects p on p.workspace_id = ${workspaceId} and p.id = n.project_id
      where n.workspace_id = ${workspaceId} and n.email_id = w.email_id and n.kind = any(w.kinds)
      order by n.created_at, n.id limit ${mostLines}
    ) l order by l.created_at, l.id`
  return Map.groupBy(lines, ({ emailId }) => emailId)
}

const claimed = (workspaceId: string, row: Row, lines: readonly Line[]): ClaimedEmail => ({
  id: row.id,
  digest: row.digest,
  attempts: row.attempts,
  workspace: { id: workspaceId, name: row.workspaceName },
  member: { id: row.memberId, name: row.name, email: row.email },
  lines,
  more: (lines[0]?.wanted ?? lines.length) - lines.length,
  work: workOf(row),
  inbound: row.inbound,
})

function workOf({ workFrom: from, workUntil: until, zone: timeZone, kinds }: Row): ClaimedEmail['work'] {
  if (from === null || until === null || channelsOf({ kinds: kinds ?? {} }, 'work_digest').email === 'off') return null
  return { from, until, timeZone }
}

const drop = (tx: Tx, workspaceId: string, { id, removedAt }: Row) => tx`
  update emails set status = 'dropped', next_at = null, updated_at = now(),
    last_error = ${removedAt === null ? 'the member wants no e-mail of this any more' : 'the member has left'}
  where workspace_id = ${workspaceId} and id = ${id}`
