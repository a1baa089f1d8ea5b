import * as z from 'zod'
import { referencesOf } from '../../automation/references.ts'
import { eventCheckOf } from '../../automation/rule-event.ts'
import { conditionLimits } from '../../conditions/index.ts'
import { Flow } from '../../entities/flow.ts'
import { type Rule, RuleAction } from '../../entities/rule.ts'
import {
  eventTypeOf,
  ManualTrigger,
  type RuleTrigger,
  RunTrigger,
  ScheduleTrigger,
  WebhookTrigger,
} from '../../entities/rule-trigger.ts'
import { AppError } from '../../errors.ts'
import { EventName } from '../../events/event-name.ts'
import { deriveId, Id } from '../../ids.ts'
import { sameJson } from '../../merge.ts'
import { Permission } from '../../permissions.ts'
import { type CommandContext, defineCommand, type Need } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, Name, NewEntityId } from '../fields.ts'
import { scheduleNeeds, setSchedules } from '../schedule/set-schedules.ts'
import { allowListening } from './allow-listening.ts'
import { allowActions, checkActionScopes } from './check-action-scopes.ts'
import { checkConstants, referenceNeeds } from './check-references.ts'
import { checkRule } from './check-rule.ts'
import { joinWebhook, webhookNeeds, webhookOf } from './ensure-webhook.ts'

/** What starts it; the long form of an event is kept as its name. */
const When = z.union([
  EventName,
  z.strictObject({ event: EventName }).transform(({ event }) => event),
  ScheduleTrigger,
  WebhookTrigger,
  ManualTrigger,
  RunTrigger,
])
const If = z.string().max(conditionLimits.sourceLength).nullable()
const Then = z.array(RuleAction).min(1).max(100)
const Scopes = z.array(Permission).min(1).nullable()

export const createRule = defineCommand({
  type: 'rule.create',
  summary: 'Create a rule: when an event, if a condition, then actions',
  data: z.strictObject({
    id: NewEntityId,
    name: Name,
    enabled: z.boolean().default(true),
    when: When,
    if: If.default(null),
    // Written as JSON by people: a promise is never made of it.
    then: Then,
    flow: Flow.nullable().default(null),
    scopes: Scopes.default(null),
  }),
  needs: (data, commandId) => [
    { kind: 'rule', ids: [data.id] },
    ...needsOf(data.when, data.id ?? deriveId(commandId, 'rule')),
    ...referenceNeeds(referencesOf(data)),
  ],
  makes: ({ id }, commandId) => ({ kind: 'rule', names: [id ?? deriveId(commandId, 'rule')] }),
  decide(data, context) {
    context.allow('automation.manage')
    context.allowScopes(data.scopes)
    allowListening(context, [eventTypeOf(data.when)], data.scopes)
    checkRule(data)
    checkActionScopes(data)
    allowActions(context, data)
    checkConstants(context, data)
    const { id = deriveId(context.commandId, 'rule'), ...rest } = data
    const rule = {
      id,
      ...rest,
      ownerId: context.actor.memberId,
      pausedAt: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    const result = emitInsert(context, 'rule', rule, { type: 'rule.created' })
    arrange(context, rule)
    return result
  },
})

export const updateRule = defineCommand({
  type: 'rule.update',
  summary: 'Change a rule, or switch it on or off; whoever changes what it does becomes its owner',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    name: Name.optional(),
    enabled: z.boolean().optional(),
    when: When.optional(),
    if: If.optional(),
    then: Then.optional(),
    flow: Flow.nullable().optional(),
    scopes: Scopes.optional(),
  }),
  needs: ({ id, when, then }) => [
    { kind: 'rule', ids: [id], write: true },
    ...needsOf(when, id),
    ...referenceNeeds(referencesOf({ when, then })),
  ],
  decide({ id, baseVersion, ...patch }, context) {
    const rule = context.get('rule', id, 'id')
    context.allow('automation.manage')
    const next = { ...rule, ...defined(patch) } as Rule
    if (changesEffect(patch)) allowListening(context, [eventTypeOf(next.when)], next.scopes)
    checkRule(next)
    // What was saved before stays as it is: what it named may have gone since.
    checkConstants(context, { when: changed(rule.when, patch.when), then: changed(rule.then, patch.then) })
    const update = (changes: object) => {
      const result = emitUpdate(context, 'rule', id, changes as never, { type: 'rule.updated', baseVersion })
      arrange(context, context.get('rule', id), patch.when !== undefined)
      return result
    }
    if (!changesEffect(patch)) return update(patch)
    checkActionScopes(next)
    allowActions(context, next)
    // It acts with its owner's rights: an edit by somebody with fewer rights must not borrow more.
    context.allowScopes(next.scopes)
    const ownerId = context.actor.memberId
    return update({ ...patch, ownerId })
  },
})

export const deleteRule = defineCommand({
  type: 'rule.delete',
  summary: 'Delete a rule; its past runs stay',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'rule', ids: [id], write: true }, ...scheduleNeeds({ ownerId: [id] })],
  decide({ id }, context) {
    if (!context.find('rule', id)) throw new AppError('not_found', `there is no rule ${id}`)
    context.allow('automation.manage')
    const rule = context.get('rule', id)
    const result = emitRemove(context, 'rule', id, { type: 'rule.deleted' })
    setSchedules(context, { kind: 'rule', id, name: rule.name, enabled: false, memberId: rule.ownerId }, [])
    return result
  },
})

/** What beside the rule itself its trigger is made of. */
const needsOf = (when: RuleTrigger | undefined, id: string): Need[] => [
  ...scheduleNeeds({ ownerId: [id] }),
  ...webhookNeeds(when && typeof when === 'object' && 'webhook' in when ? [when.webhook] : []),
]

/** Makes the rule's schedule and webhook be what its trigger says. */
function arrange(context: CommandContext, rule: Rule, isTriggerNew = true): void {
  const { id, name, enabled, ownerId: memberId, when } = rule
  const spec = typeof when === 'object' && 'schedule' in when ? when.schedule : null
  const specs = spec === null ? [] : [{ spec, path: 'when.schedule' }]
  setSchedules(context, { kind: 'rule', id, name, enabled, memberId }, specs)
  if (!isTriggerNew) return
  const webhook = webhookOf(rule)
  if (webhook) joinWebhook(context, webhook, 'when')
  // Compiled so that one which is none is refused.
  eventCheckOf(when)
}

export const runRule = defineCommand({
  type: 'rule.run',
  summary: 'Start a rule that has a manual trigger',
  data: z.strictObject({ id: Id, input: z.json().default(null) }),
  needs: ({ id }) => [{ kind: 'rule', ids: [id] }],
  decide({ id, input }, context) {
    const rule = context.get('rule', id, 'id')
    context.allow('automation.run')
    if (typeof rule.when !== 'object' || !('manual' in rule.when))
      throw new AppError('invalid_state', `the rule ${rule.name} has no manual trigger`)
    if (!rule.enabled) throw new AppError('invalid_state', `the rule ${rule.name} is switched off`)
    eventCheckOf(rule.when)?.({ input })
    context.emit({
      type: 'rule.run_requested',
      subject: { type: 'rule', id },
      data: { rule: { id, name: rule.name }, input },
    })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})

const changed = <T>(before: T, after: T | undefined): T | undefined => (sameJson(before, after) ? undefined : after)

const defined = (patch: object) => Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

const changesEffect = (patch: object) =>
  Object.keys(defined(patch)).some((field) => field !== 'name' && field !== 'enabled')
