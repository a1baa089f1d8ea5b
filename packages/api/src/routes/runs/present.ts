import { type AnyEvent, explainStart, type FieldChange, type Hold } from '@orchestrator/domain'
import { listensTo, type Run, type RunDetail, type StepCommand } from '@orchestrator/store'
import type { ApiConfig } from '../../config.ts'

/** A run as the API shows it. */
export function presentRun(
  run: Run,
  config: Pick<ApiConfig, 'temporalUi' | 'temporalNamespace'>,
  held: ReadonlyMap<string, Hold> = new Map(),
) {
  const {
    id,
    kind,
    name,
    automationId,
    version,
    status,
    error,
    result,
    eventId,
    eventSeq,
    eventType,
    projectId,
    memberId,
    scopes,
  } = run
  const {
    depth,
    correlationId,
    retryOf,
    requestSeq,
    attempts,
    workflowId,
    wakeAt,
    cancelRequestedAt,
    createdAt,
    startedAt,
    endedAt,
  } = run
  return {
    id,
    kind,
    automationId,
    version,
    status,
    error,
    result,
    eventId,
    eventSeq,
    eventType,
    projectId,
    memberId,
    scopes,
    depth,
    correlationId,
    retryOf,
    requestSeq,
    attempts,
    playbook: kind === 'playbook' ? name : null,
    rule: kind === 'rule' ? name : null,
    subject: { type: run.subjectType, id: run.subjectId },
    eventSeqs: run.eventSeqs,
    expiresAt: run.expiresAt,
    held: run.status === 'held' ? presentHold(held.get(run.id)) : null,
    workflowId,
    temporalUrl:
      workflowId &&
      `${config.temporalUi}/namespaces/${encodeURIComponent(config.temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`,
    wakeAt: run.status === 'running' ? wakeAt : null,
    cancelRequestedAt,
    createdAt,
    startedAt,
    endedAt,
  }
}

/** What may go on is let through in a moment. */
function presentHold(hold: Hold | undefined) {
  if (!hold) return { why: 'next' as const, reason: 'it is about to be looked at', nextTryAt: null }
  const { why, reason, nextTryAt } = hold
  return { why, reason, nextTryAt: nextTryAt === null ? null : new Date(nextTryAt).toISOString() }
}

/** A run with its steps and what each changed. */
export function presentRunDetail(
  { run, event, definition, steps }: RunDetail,
  config: Pick<ApiConfig, 'temporalUi' | 'temporalNamespace'>,
  held?: ReadonlyMap<string, Hold>,
) {
  return {
    ...presentRun(run, config, held),
    event,
    why: event && definition ? explainStart(listensTo(definition), event) : [],
    steps: steps.map(({ commands, ...step }) => {
      const changes = commands.flatMap(changesOf)
      const [first] = changes
      return {
        ...step,
        summary: summaryOf(step.name, commands),
        before: first?.before ?? null,
        after: first?.after ?? null,
        changes,
      }
    }),
  }
}

/** What a command did, by entity; the one that it was about comes first. */
function changesOf({ events, result }: StepCommand) {
  const subjects = [...Map.groupBy(events, (event) => event.subject.id).values()]
  const changes = subjects.map((own) => {
    const [before, after] = [own[0] && sideOf(own, 'before'), own[0] && sideOf(own, 'after')]
    return {
      subject: (own[0] as AnyEvent).subject,
      before: before ?? null,
      after: after ?? null,
      events: own.map(({ id, seq, type }) => ({ id, seq, type })),
    }
  })
  return changes.sort((a, b) => Number(b.subject.id === result.id) - Number(a.subject.id === result.id))
}

/** The changed fields of an entity on one side of its events: a new one has no before, one that is gone no after. */
function sideOf(events: readonly AnyEvent[], side: 'before' | 'after'): Record<string, unknown> | undefined {
  const end = side === 'before' ? events[0] : events.at(-1)
  if (!end) return undefined
  const gone = /\.(deleted|removed)$/.test(end.type)
  if (!('changes' in end)) return gone === (side === 'before') ? snapshotOf(end) : undefined
  const changes = Object.assign({}, ...events.map((event) => ('changes' in event ? event.changes : {}))) as Record<
    string,
    FieldChange
  >
  return Object.fromEntries(Object.entries(changes).map(([field, change]) => [field, change[side]]))
}

function snapshotOf(event: AnyEvent): Record<string, unknown> {
  const key = event.subject.type.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const snapshot = (event as unknown as Record<string, unknown>)[key]
  return typeof snapshot === 'object' && snapshot !== null ? (snapshot as Record<string, unknown>) : { ...event }
}

function summaryOf(name: string, commands: readonly StepCommand[]): string {
  if (commands.length === 0) return name
  return commands.map(({ type, events, result }) => `${type} ${labelOf(events, result.id)}`.trim()).join(', ')
}

function labelOf(events: readonly AnyEvent[], id: string): string {
  const event = events.findLast((candidate) => candidate.subject.id === id)
  const { identifier, title, name } = event ? (snapshotOf(event) as Record<string, string | undefined>) : {}
  return [identifier, title ?? name].filter(Boolean).join(' ')
}
