import type { Preference, Principal } from '@orchestrator/domain'
import { standInFor } from '../access/stand-in.ts'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { readDecisions, type StoredDecision } from './read-decisions.ts'
import { readPreferences } from './read-preferences.ts'

/** Workspaces in which something was decided since it was last learnt from. */
export async function workspacesToLearnFrom(store: Store, most: number): Promise<string[]> {
  const rows = await store.sql<{ workspaceId: string }[]>`select * from workspaces_to_learn_from(${most})`
  return rows.map(({ workspaceId }) => workspaceId)
}

/** All that is needed to learn from a workspace’s decisions. */
export interface LearningTurn {
  /** In the order of the log. */
  readonly decisions: readonly StoredDecision[]
  readonly preferences: readonly Preference[]
  /** Names of members, by id. */
  readonly names: ReadonlyMap<string, string>
  /** As whom it is told: as whoever decided last, or when they have left since, as an ADMIN. What comes of it descends from that decision. */
  readonly principal: Principal
  readonly lastEventId: string
}

/** null: nothing was decided by people. */
export async function readLearningTurn(store: Store, workspaceId: string): Promise<LearningTurn | null> {
  return store.read(workspaceId, async (tx) => {
    const [decisions, preferences, members] = await Promise.all([
      readDecisions(tx, workspaceId),
      readPreferences(tx, workspaceId),
      tx<{ id: string; name: string }[]>`select id, name from members where workspace_id = ${workspaceId}`,
    ])
    const last = decisions.at(-1)
    if (!last) return null
    const [event] = await tx<{ id: string; correlationId: string; depth: number }[]>`
      select id, correlation_id, depth from events where workspace_id = ${workspaceId} and seq = ${last.seq}`
    const { memberId } = last
    const actor = await standInFor(tx, workspaceId, { type: 'user', id: memberId, memberId })
    if (!event || !actor) return null
    const cause = { causationId: event.id, correlationId: event.correlationId, depth: event.depth }
    return {
      ...{ decisions, preferences, names: new Map(members.map(({ id, name }) => [id, name])), lastEventId: event.id },
      principal: { workspaceId, actor, scopes: null, cause },
    }
  })
}

/** When people deleted preferences, by the preferences’ ids. */
export async function deletionsOf(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows = await tx<{ id: string; at: string }[]>`
    select subject_id as id, max(occurred_at) as at from events
    where workspace_id = ${workspaceId} and subject_id = any(${ids as string[]}::uuid[]) and type = 'preference.deleted' group by 1`
  return new Map(rows.map(({ id, at }) => [id, new Date(at)]))
}

export const markLearned = (store: Store, workspaceId: string, untilSeq: number) =>
  store.write(
    workspaceId,
    (tx) =>
      tx`update feedback set learned = true where workspace_id = ${workspaceId} and seq <= ${untilSeq} and not learned`,
  )

/** Workspaces in which decisions may be put into words. @param waiting those in which it has to wait */
export async function workspacesToWordIn(store: Store, most: number, waiting: readonly string[]): Promise<string[]> {
  const rows = await store.sql<{ workspaceId: string }[]>`
    select * from workspaces_to_word_in(${most}, ${waiting as string[]}::uuid[])`
  return rows.map(({ workspaceId }) => workspaceId)
}

/** These have stood in a question. One that was changed since has not: it is another decision. */
export const markWorded = (store: Store, workspaceId: string, asked: readonly StoredDecision[]) =>
  store.write(
    workspaceId,
    (tx) => tx`
      update feedback f set worded = true
      from unnest(${asked.map(({ patchId }) => patchId)}::uuid[], ${asked.map(({ key }) => key)}::text[], ${asked.map(({ seq }) => seq)}::bigint[]) as a (patch_id, key, seq)
      where f.workspace_id = ${workspaceId} and f.patch_id = a.patch_id and f.key = a.key and f.seq = a.seq`,
  )

export const markWeighed = (store: Store, workspaceId: string, untilSeq: number) =>
  store.write(
    workspaceId,
    (tx) => tx`
      update feedback set wording_due = false where workspace_id = ${workspaceId} and seq <= ${untilSeq} and wording_due`,
  )
