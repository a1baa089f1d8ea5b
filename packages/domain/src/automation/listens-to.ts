import * as z from 'zod'
import type { Playbook, PlaybookTrigger } from '../entities/playbook.ts'
import type { Rule } from '../entities/rule.ts'
import { scheduleIdOf } from '../ids.ts'

/** One way in which an automation starts: an event of these types that meets the condition (null: each of them). */
export interface ListensTo {
  readonly types: readonly string[]
  readonly cel: string | null
}

/** What starts a rule: the relay looks for it, and whoever asks why it did not start is told by it. */
export function ruleListensTo({ id, when, if: cel }: Pick<Rule, 'id' | 'when' | 'if'>): readonly ListensTo[] {
  if (typeof when === 'string') return [{ types: [when], cel }]
  if ('run' in when) return [endOf({ ...when, if: cel })]
  if ('schedule' in when) return [narrowed(firedBy(scheduleIdOf(id)), cel)]
  if ('webhook' in when) return [deliveredAt(when.webhook, cel)]
  return [{ types: ['rule.run_requested'], cel: both(`event.rule.id == ${JSON.stringify(id)}`, cel) }]
}

export function playbookListensTo({
  id,
  name,
  manifest,
}: Pick<Playbook, 'id' | 'name' | 'manifest'>): readonly ListensTo[] {
  let schedules = 0
  return manifest.triggers.map((trigger) =>
    triggerListensTo(trigger, name, trigger.kind === 'schedule' ? scheduleIdOf(id, schedules++) : ''),
  )
}

/** The types of event that an automation may start on. */
export const typesOf = (listensTo: readonly ListensTo[]): string[] => [
  ...new Set(listensTo.flatMap(({ types }) => types)),
]

function triggerListensTo(trigger: PlaybookTrigger, name: string, scheduleId: string): ListensTo {
  switch (trigger.kind) {
    case 'event':
      return { types: trigger.eventTypes, cel: trigger.if }
    case 'webhook':
      return deliveredAt(trigger.path, trigger.if)
    case 'manual':
      return {
        types: ['playbook.run_requested'],
        cel: both(`event.playbook == ${JSON.stringify(name)}`, trigger.if ?? null),
      }
    case 'schedule':
      return narrowed(firedBy(scheduleId), trigger.if ?? null)
    case 'run':
      return endOf(trigger)
  }
}

const deliveredAt = (path: string, cel: string | null): ListensTo => ({
  types: ['webhook.received'],
  cel: both(`event.webhook == ${JSON.stringify(path)}`, cel),
})

const firedBy = (scheduleId: string): ListensTo => ({
  types: ['schedule.fired'],
  cel: `event.schedule.id == ${JSON.stringify(scheduleId)}`,
})

const narrowed = ({ types, cel }: ListensTo, more: string | null): ListensTo => ({
  types,
  cel: both(cel ?? 'true', more),
})

/** Rules go by their id, playbooks by their name. */
function endOf({ run, on, if: cel }: { run: string; on: 'completed' | 'failed'; if: string | null }): ListensTo {
  const whose = z.uuid().safeParse(run).success
    ? `event.run.automationId == ${JSON.stringify(run)}`
    : `event.run.kind == "playbook" && event.run.name == ${JSON.stringify(run)}`
  return { types: [`run.${on}`], cel: both(whose, cel) }
}

const both = (first: string, second: string | null): string => (second === null ? first : `${first} && (${second})`)
