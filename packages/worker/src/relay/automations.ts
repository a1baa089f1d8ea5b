import {
  type AnyEvent,
  type ErrorJson,
  isLongRule,
  maximumDepth,
  needsWorkflow,
  noKeys,
  runIdOf,
  type ScheduleSpec,
  scheduleIdOf,
} from '@orchestrator/domain'
import { type Definition, listensTo, type NewRun, type Wait } from '@orchestrator/store'
import { flowKeysOf } from './flow-keys.ts'
import type { TriggerEntry } from './trigger-index.ts'

/** Keys say what an entry stands for: `automation/<id>/<n>` or `wait/<id>/<n>`. */
export const automationKey = (automationId: string, n: number) => `automation/${automationId}/${n}`
export const waitKey = (waitId: string, n: number) => `wait/${waitId}/${n}`

/** What a definition looks for. Nothing while it is switched off. */
export function entriesOf(definition: Definition): TriggerEntry[] {
  const { id, enabled } = definition.kind === 'rule' ? definition.rule : definition.playbook
  if (!enabled) return []
  return listensTo(definition).map((one, n) => ({ key: automationKey(id, n), ...one }))
}

export const waitEntries = (wait: Wait): TriggerEntry[] =>
  wait.sources.map((source, n) => ({
    key: waitKey(wait.id, n),
    types: source.eventTypes,
    cel: source.condition?.cel ?? null,
    params: source.condition?.params ?? {},
  }))

/** Whether the runs of a rule that does one thing after the other are rows that are advanced, without a workflow. */
export const isStepped = (definition: Definition, long: boolean): boolean =>
  long && definition.kind === 'rule' && !needsWorkflow(definition.rule)

/** Rules that do all at once run together; each other run has a workflow of its own, or is advanced. */
export const isBatched = ({ kind, long }: NewRun): boolean => kind === 'rule' && !long

/** The run of a definition for an event that it matched, or (`tooSlow`) for which nobody can tell. */
export function newRun(definition: Definition, event: AnyEvent, tooSlow?: ErrorJson): NewRun {
  const what =
    definition.kind === 'rule'
      ? {
          automationId: definition.rule.id,
          name: definition.rule.name,
          version: String(definition.rule.version),
          memberId: definition.rule.ownerId,
          scopes: definition.rule.scopes,
        }
      : {
          automationId: definition.playbook.id,
          name: definition.playbook.name,
          version: definition.playbook.bundleHash,
          memberId: definition.playbook.installedBy,
          scopes: definition.playbook.manifest.scopes,
        }
  const long = definition.kind === 'rule' && isLongRule(definition.rule)
  const error = tooSlow ?? refusal(event)
  const overlap = overlapOf(definition, event)
  // The gate knows when those before it have ended. What is done at once overlaps with nothing unless something else holds it.
  const queues = overlap === 'queue' && (definition.kind === 'playbook' || long)
  const flow = error ? undefined : (flowKeysOf(definition, event) ?? (queues ? noKeys(event) : undefined))
  return {
    ...what,
    id: runIdOf(event.workspaceId, what.automationId, event.id),
    kind: definition.kind,
    long,
    stepped: isStepped(definition, long),
    definitionSeq: definition.seq,
    eventSeq: event.seq,
    eventId: event.id,
    eventType: event.type,
    subjectType: event.subject.type,
    subjectId: event.subject.id,
    projectId: event.projectId,
    depth: event.depth + 1,
    correlationId: event.correlationId,
    status: error ? 'skipped' : flow ? 'held' : 'queued',
    error,
    ...(flow && { flow }),
    ...(overlap && { overlap }),
  }
}

/** What is to happen if a run that the same schedule started before has not ended. A backfill wants all. */
function overlapOf(definition: Definition, event: AnyEvent): NewRun['overlap'] {
  if (event.type !== 'schedule.fired' || !('reason' in event) || event.reason === 'backfill') return undefined
  const { id, specs } = schedulesOf(definition)
  return specs.find((_, position) => scheduleIdOf(id, position) === event.subject.id)?.overlap
}

function schedulesOf(definition: Definition): { readonly id: string; readonly specs: readonly ScheduleSpec[] } {
  if (definition.kind === 'rule') {
    const { id, when } = definition.rule
    return { id, specs: typeof when === 'object' && 'schedule' in when ? [when.schedule] : [] }
  }
  const { id, manifest } = definition.playbook
  return { id, specs: manifest.triggers.flatMap((trigger) => (trigger.kind === 'schedule' ? trigger.schedule : [])) }
}

/** Why a match is not to run. It is recorded all the same: nothing is skipped without a trace. */
function refusal(event: AnyEvent): ErrorJson | null {
  if (event.depth < maximumDepth) return null
  return {
    code: 'depth_limit',
    message: `the event lies at the end of a chain of ${maximumDepth} automations that started each other; a loop, probably: narrow the condition of one of them`,
  }
}
