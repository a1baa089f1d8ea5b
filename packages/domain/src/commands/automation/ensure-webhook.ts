import type { Rule } from '../../entities/rule.ts'
import type { Webhook, WebhookHmac } from '../../entities/webhook.ts'
import { AppError } from '../../errors.ts'
import { deriveId } from '../../ids.ts'
import { sameJson } from '../../merge.ts'
import type { CommandContext, Need } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'

/** How an automation wants the deliveries at a path verified. */
export interface WantedWebhook {
  readonly path: string
  readonly verify: Webhook['verify']
  readonly hmac?: WebhookHmac | null | undefined
}

/** The webhooks at these paths, and the rules that listen there. */
export const webhookNeeds = (paths: readonly string[]): Need[] =>
  paths.length === 0
    ? []
    : [
        ...paths.map((path) => ({ kind: 'webhook', by: { path }, write: true }) as const),
        { kind: 'rule', by: { webhookPath: paths } },
      ]

/** @throws AppError `invalid_input` for `hmac` without saying how, or the other way round */
export function checkHmac({ verify, hmac }: WantedWebhook, path: string): void {
  if ((verify === 'hmac') === Boolean(hmac)) return
  const expected = hmac ? 'verify: "hmac", for there is `hmac`' : 'how it is signed, e.g. { "header": "X-Signature" }'
  const field = hmac ? 'verify' : 'hmac'
  throw new AppError('invalid_input', `${path}.${field}: ${expected}`, {
    fields: [{ path: `${path}.${field}`, expected, code: 'invalid_verification' }],
  })
}

/** Makes the webhook of a playbook, or changes how it is verified, which is refused while a rule wants it otherwise. */
export function ensureWebhook(context: CommandContext, wanted: WantedWebhook, path: string): void {
  checkHmac(wanted, path)
  for (const rule of context.all('rule')) {
    const other = webhookOf(rule)
    if (other?.path === wanted.path && !same(other, wanted))
      throw conflict(wanted, other, path, `the rule ${rule.name}`)
  }
  const existing = context.findBy('webhook', { path: wanted.path })
  const { verify, hmac = null } = wanted
  if (existing) emitUpdate(context, 'webhook', existing.id, { verify, hmac }, { type: 'webhook.updated' })
  else insert(context, wanted)
}

/** Makes the webhook of a rule; one that is there stays as it is, for others may listen to it. */
export function joinWebhook(context: CommandContext, wanted: WantedWebhook, path: string): void {
  checkHmac(wanted, path)
  const existing = context.findBy('webhook', { path: wanted.path })
  if (!existing) insert(context, wanted)
  else if (!same(existing, wanted)) throw conflict(wanted, existing, path, 'the webhook')
}

function insert(context: CommandContext, { path, verify, hmac = null }: WantedWebhook): void {
  const id = deriveId(context.commandId, 'webhook', path)
  const stamps = { version: 1, createdAt: context.now, updatedAt: context.now }
  emitInsert(context, 'webhook', { id, path, verify, hmac, secret: null, ...stamps }, { type: 'webhook.created' })
}

/** The webhook at which a rule listens. */
export const webhookOf = ({ when }: Pick<Rule, 'when'>): WantedWebhook | null =>
  typeof when === 'object' && 'webhook' in when ? { path: when.webhook, verify: when.verify, hmac: when.hmac } : null

const same = (one: WantedWebhook, other: WantedWebhook): boolean =>
  one.verify === other.verify && sameJson(one.hmac ?? null, other.hmac ?? null)

function conflict(wanted: WantedWebhook, other: WantedWebhook, path: string, whose: string): AppError {
  const field = wanted.verify === other.verify ? 'hmac' : 'verify'
  return new AppError(
    'invalid_input',
    `${whose} at ${wanted.path} is verified in another way; a webhook has one verification`,
    {
      fields: [
        {
          path: `${path}.${field}`,
          expected: `${other.verify}, as ${whose} has it, or another path`,
          code: 'webhook_conflict',
        },
      ],
    },
  )
}
