import * as z from 'zod'
import { Flow } from '../../entities/flow.ts'
import { type Rule, RuleAction } from '../../entities/rule.ts'
import { AppError } from '../../errors.ts'
import { CustomEventType, isEventType } from '../../events/catalogue.ts'
import { deriveId, Id } from '../../ids.ts'
import { Permission } from '../../permissions.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion, Name, NewEntityId } from '../fields.ts'
import { allowListening } from './allow-listening.ts'
import { checkRule } from './check-rule.ts'

const When = z
  .string()
  .refine(
    (type) => isEventType(type) || CustomEventType.safeParse(type).success,
    'an event type, e.g. task.status_changed',
  )
const If = z.string().max(10_000).nullable()
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
  needs: (data) => [{ kind: 'rule', ids: [data.id] }],
  decide(data, context) {
    context.allow('automation.manage')
    context.allowScopes(data.scopes)
    allowListening(context, [data.when], data.scopes)
    checkRule(data)
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
    return emitInsert(context, 'rule', rule, { type: 'rule.created' })
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
  needs: ({ id }) => [{ kind: 'rule', ids: [id], write: true }],
  decide({ id, baseVersion, ...patch }, context) {
    const rule = context.get('rule', id, 'id')
    context.allow('automation.manage')
    const next = { ...rule, ...defined(patch) } as Rule
    if (changesEffect(patch)) allowListening(context, [next.when], next.scopes)
    checkRule(next)
    if (!changesEffect(patch))
      return emitUpdate(context, 'rule', id, patch as never, { type: 'rule.updated', baseVersion })
    // It acts with its owner's rights: an edit by somebody with fewer rights must not borrow more.
    context.allowScopes(next.scopes)
    const ownerId = context.actor.memberId
    return emitUpdate(context, 'rule', id, { ...patch, ownerId } as never, { type: 'rule.updated', baseVersion })
  },
})

export const deleteRule = defineCommand({
  type: 'rule.delete',
  summary: 'Delete a rule; its past runs stay',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'rule', ids: [id], write: true }],
  decide({ id }, context) {
    if (!context.find('rule', id)) throw new AppError('not_found', `there is no rule ${id}`)
    context.allow('automation.manage')
    return emitRemove(context, 'rule', id, { type: 'rule.deleted' })
  },
})

const defined = (patch: object) => Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

const changesEffect = (patch: object) =>
  Object.keys(defined(patch)).some((field) => field !== 'name' && field !== 'enabled')
