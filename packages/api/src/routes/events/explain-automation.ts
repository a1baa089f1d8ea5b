import { explainStart, type TriggerExplanation } from '@orchestrator/domain'
import { unmetInWords } from '@orchestrator/domain/conditions'
import { type Definition, type EventWithAutomations, listensTo, type Run } from '@orchestrator/store'

export const reasons = ['started', 'skipped', 'condition', 'disabled', 'not_looked_at'] as const

export interface AutomationExplanation {
  readonly kind: 'rule' | 'playbook'
  readonly automationId: string
  readonly name: string
  readonly version: string
  readonly reason: (typeof reasons)[number]
  readonly message: string
  readonly run: Pick<Run, 'id' | 'status' | 'error'> | null
  readonly triggers: readonly TriggerExplanation[]
}

/** Why the automations that listen to an event's type started on it or did not; the nearest misses come first after those that started. */
export function explainAutomations(found: EventWithAutomations): readonly AutomationExplanation[] {
  return found.definitions
    .flatMap((definition) => explainAutomation(definition, found) ?? [])
    .sort((a, b) => nearness(a) - nearness(b) || a.name.localeCompare(b.name))
}

function explainAutomation(
  definition: Definition,
  { event, runs, reached }: EventWithAutomations,
): AutomationExplanation | null {
  const triggers = explainStart(listensTo(definition), event)
  if (triggers.length === 0) return null
  const what = definition.kind === 'rule' ? definition.rule : definition.playbook
  const version = definition.kind === 'rule' ? String(definition.rule.version) : definition.playbook.bundleHash
  const run = runs.find(({ automationId }) => automationId === what.id)
  const base = { kind: definition.kind, automationId: what.id, name: what.name, version, triggers }
  if (run) {
    const { id, status, error } = run
    return { ...base, ...reasonOfRun(run), run: { id, status, error } }
  }
  return { ...base, ...reasonAgainst(what.enabled, triggers, reached), run: null }
}

function reasonOfRun({ status, error }: Run): Pick<AutomationExplanation, 'reason' | 'message'> {
  if (status === 'skipped') return { reason: 'skipped', message: error?.message ?? 'it was skipped' }
  return { reason: 'started', message: `its run is ${status}${error ? `: ${error.message}` : ''}` }
}

function reasonAgainst(
  enabled: boolean,
  triggers: readonly TriggerExplanation[],
  reached: boolean,
): Pick<AutomationExplanation, 'reason' | 'message'> {
  if (!enabled) return { reason: 'disabled', message: 'it was switched off at that time' }
  if (!triggers.some(({ matched }) => matched))
    return { reason: 'condition', message: triggers.flatMap(({ parts }) => unmetInWords(parts)).join('; ') }
  // What matches has a run, unless nobody has looked yet: the relay, or the slow lane of a condition that takes long.
  return {
    reason: 'not_looked_at',
    message: reached
      ? 'the event meets its condition, but it was not asked yet: its condition is slow, so it follows in a lane of its own'
      : 'the log was not read so far yet: ask again in a moment',
  }
}

function nearness({ run, triggers }: AutomationExplanation): number {
  if (run) return -1
  return Math.min(...triggers.map(({ parts }) => parts.filter(({ matched }) => !matched).length))
}
