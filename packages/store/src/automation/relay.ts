import {
  type AnyEvent,
  type ErrorJson,
  type FlowKeys,
  type ListensTo,
  type Playbook,
  playbookListensTo,
  type Rule,
  ruleListensTo,
} from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { toStoredJson } from '../tables.ts'
import { type EventRow, toEvent } from './event-row.ts'
import { holdRuns } from './flow/hold-runs.ts'
import { wakeFlowsFor } from './flow/wakes.ts'
import { insertLagging, type LaggingTrigger, type LeavingTrigger, laggingTriggers } from './lagging.ts'
import { keepApart, type Overlap } from './overlap.ts'
import type { Run } from './runs.ts'
import { inheritSteps } from './steps.ts'
import { type MatchedWait, markWaits, type Wait } from './waits.ts'

/** Workspaces whose log may reach past the relay's cursor. */
export const dirtyWorkspaces = (store: Store, most: number) =>
  store.sql<{ workspaceId: string; head: number }[]>`select * from relay_dirty_workspaces(${most})`

/** Takes the mark off a workspace unless something came past `seq`. */
export const cleanWorkspace = async (store: Store, workspaceId: string, seq: number): Promise<void> =>
  void (await store.sql`select relay_clean_workspace(${workspaceId}, ${seq})`)

/** A run that the relay found due. */
export type NewRun = Pick<
  Run,
  | 'id'
  | 'kind'
  | 'long'
  | 'stepped'
  | 'automationId'
  | 'name'
  | 'version'
  | 'definitionSeq'
  | 'eventSeq'
  | 'eventId'
  | 'eventType'
  | 'subjectType'
  | 'subjectId'
  | 'projectId'
  | 'memberId'
  | 'scopes'
  | 'depth'
  | 'correlationId'
> & {
  readonly status: 'held' | 'queued' | 'skipped' | 'failed'
  readonly error: ErrorJson | null
  /** What its flow says of the event; only of one that is held. */
  readonly flow?: FlowKeys
  readonly overlap?: Overlap
} & Partial<Pick<Run, 'retryOf' | 'retryFrom' | 'requestSeq' | 'eventSeqs'>>

/** What the relay's round of a workspace sees, and what came of it. */
export interface Round {
  readonly cursor: number
  readonly events: readonly AnyEvent[]
  readonly newWaits: readonly Wait[]
  /** Who is asked in a lane of its own. */
  readonly lagging: readonly LaggingTrigger[]
}
export interface RoundResult {
  readonly runs: readonly NewRun[]
  readonly waits: readonly MatchedWait[]
  readonly leaving: readonly LeavingTrigger[]
}

/**
 * One round of a workspace: reads the events past the cursor and, in the same transaction, writes the runs that they start,
 * the waits that they end, and the cursor. Somebody else's round of the same workspace makes this one do nothing.
 * @param lastWait the highest `ord` of the waits seen so far
 * @returns how far the cursor is now, or null when somebody else has it
 */
export async function relayRound(
  store: Store,
  workspaceId: string,
  options: { most: number; lastWait: number },
  match: (round: Round, tx: Tx) => Promise<RoundResult>,
): Promise<{ cursor: number; events: number; woken: boolean } | null> {
  return store.write(workspaceId, async (tx) => {
    const [rows, newWaits, lagging] = await Promise.all([
      // The limit stands within, so that a long backlog is not read and sorted in every round.
      tx<(EventRow & { cursor: number })[]>`
        with c as (select seq from relay_cursors where workspace_id = ${workspaceId} for update skip locked)
        select e.*, c.seq as cursor from c
        left join lateral (select * from events where workspace_id = ${workspaceId} and seq > c.seq order by seq limit ${options.most}) e on true
        order by e.seq`,
      // After the cursor's lock, so that a wait which was subscribed before this round is seen in it.
      tx<
        Wait[]
      >`select * from waits where workspace_id = ${workspaceId} and ord > ${options.lastWait} and matched_seq is null order by ord`,
      // After the lock as well: a lagging trigger comes back under it.
      laggingTriggers(tx, workspaceId),
    ])
    const last = rows.at(-1)
    if (!last) return null
    if (last.seq === null) return { cursor: last.cursor, events: 0, woken: false }
    const events = rows.map(({ cursor: _cursor, ...row }) => toEvent(row))
    const { runs, waits, leaving } = await match({ cursor: last.cursor, events, newWaits, lagging }, tx)
    const retries = runs.some(({ retryOf }) => retryOf)
    await Promise.all([
      ...(runs.length > 0 ? [insertRuns(tx, workspaceId, runs), ...keepApart(tx, workspaceId, runs)] : []),
      ...(retries ? [inheritSteps(tx, workspaceId, runs)] : []),
      ...(waits.length > 0 ? [markWaits(tx, workspaceId, waits)] : []),
      ...(leaving.length > 0 ? [insertLagging(tx, workspaceId, leaving)] : []),
      // A run is told of its event through Temporal: a crash must not take back what it was told of.
      ...(waits.length > 0 ? [tx`set local synchronous_commit to on`.execute()] : []),
      tx`update relay_cursors set seq = ${last.seq} where workspace_id = ${workspaceId}`.execute(),
    ])
    const changed = new Set(events.flatMap((event) => definitionIn(event)?.automationId ?? []))
    const woken = await wakeFlowsFor(tx, workspaceId, [...changed], events)
    return { cursor: last.seq, events: rows.length, woken }
  })
}

export function insertRuns(tx: Tx, workspaceId: string, runs: readonly NewRun[]): Promise<unknown> {
  const held = runs.flatMap(({ flow, ...run }) => (flow ? [{ ...run, flow }] : []))
  const rows = runs.map(({ flow, ...run }) =>
    toStoredJson({ ...run, flow: flow !== undefined, expiresAt: flow?.expiresAt ?? null }),
  )
  const inserted = tx`
    insert into runs (
      workspace_id, id, kind, long, stepped, wake_at, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id,
      project_id, member_id, scopes, depth, correlation_id, retry_of, retry_from, request_seq, event_seqs, status, error, flow, expires_at, created_at, ended_at
    )
    select ${workspaceId}, r.id, r.kind, r.long, r.stepped, case when r.stepped then now() end, r.automation_id, r.name, r.version, r.definition_seq, r.event_seq, r.event_id, r.event_type, r.subject_type, r.subject_id,
      r.project_id, r.member_id, r.scopes, r.depth, r.correlation_id, r.retry_of, r.retry_from, r.request_seq, r.event_seqs, r.status, r.error, r.flow, r.expires_at, clock_timestamp(), case when r.status not in ('held', 'queued') then clock_timestamp() end
    from jsonb_populate_recordset(null::runs, ${tx.json(rows as never)}) r
    on conflict (workspace_id, id) do nothing`.execute()
  return Promise.all([
    inserted,
    ...(held.length > 0 ? [holdRuns(tx, workspaceId, held)] : []),
    // Temporal is told of it at once: a crash that took the row back would leave a workflow without its run, which fails it.
    ...(runs.some(startsWorkflow) ? [tx`set local synchronous_commit to on`.execute()] : []),
  ])
}

const startsWorkflow = ({ kind, long, stepped, status }: NewRun): boolean =>
  status === 'queued' && (kind === 'playbook' || (long && !stepped))

/** An automation as it was in force at some seq. */
export type Definition =
  | { readonly kind: 'rule'; readonly seq: number; readonly rule: Rule }
  | { readonly kind: 'playbook'; readonly seq: number; readonly playbook: Playbook }

/** What starts it, whether it is switched on or not. */
export const listensTo = (definition: Definition): readonly ListensTo[] =>
  definition.kind === 'rule' ? ruleListensTo(definition.rule) : playbookListensTo(definition.playbook)

/** The events that put a version of an automation in force, or end it. */
export const definitionTypes = [
  'rule.created',
  'rule.updated',
  'rule.paused',
  'rule.resumed',
  'rule.deleted',
  'playbook.deployed',
  'playbook.updated',
  'playbook.paused',
  'playbook.resumed',
  'playbook.removed',
]

/** What an event says of an automation: its new definition, `null` when it is gone, undefined when the event is of something else. */
export function definitionIn(event: AnyEvent): { automationId: string; definition: Definition | null } | undefined {
  const known = event as AnyEvent & { rule?: Rule; playbook?: Playbook | string }
  switch (event.type) {
    case 'rule.created':
    case 'rule.updated':
    case 'rule.paused':
    case 'rule.resumed':
      return (
        known.rule && { automationId: known.rule.id, definition: { kind: 'rule', seq: event.seq, rule: known.rule } }
      )
    case 'playbook.deployed':
    case 'playbook.updated':
    case 'playbook.paused':
    case 'playbook.resumed':
      if (typeof known.playbook !== 'object') return undefined
      return {
        automationId: known.playbook.id,
        definition: { kind: 'playbook', seq: event.seq, playbook: known.playbook },
      }
    case 'rule.deleted':
    case 'playbook.removed':
      return { automationId: event.subject.id, definition: null }
    default:
      return undefined
  }
}

/** The automations that were in force at a seq: the log is also the history of their versions. */
export async function definitionsAt(tx: Tx, workspaceId: string, seq: number): Promise<Definition[]> {
  const rows = await tx<EventRow[]>`
    select distinct on (subject_id) * from events
    where workspace_id = ${workspaceId} and subject_type in ('rule', 'playbook') and type = any(${definitionTypes}) and seq <= ${seq}
    order by subject_id, seq desc`
  return rows.flatMap((row) => definitionIn(toEvent(row))?.definition ?? [])
}

/** The definition that an event put in force. */
export async function definitionFrom(tx: Tx, workspaceId: string, seq: number): Promise<Definition | null> {
  const rows = await tx<EventRow[]>`select * from events where workspace_id = ${workspaceId} and seq = ${seq}`
  return rows[0] ? (definitionIn(toEvent(rows[0]))?.definition ?? null) : null
}

/** Open waits that the relay has to know when it begins with a workspace. */
export const openWaits = (tx: Tx, workspaceId: string) =>
  tx<Wait[]>`select * from waits where workspace_id = ${workspaceId} and matched_seq is null order by ord`.execute()
