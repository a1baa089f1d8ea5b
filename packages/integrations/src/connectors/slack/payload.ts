import { hash } from 'node:crypto'
import * as z from 'zod'
import { ProviderError } from '../../connector/provider-error.ts'
import type { InboundRequest } from '../../connector/webhooks.ts'
import { headerOf } from '../../webhooks/headers.ts'
import { providerId } from './errors.ts'

/** Slack's own are far smaller; whoever knows the secret, as those do who set it, could send anything. */
const mostBody = 2_000_000
/** Of what is longer the end is left out: what reads it takes more time than its length. */
const beginning = (most: number) => z.string().transform((text) => text.slice(0, most))
const Text = beginning(40_000)
const Id = z.string().min(1).max(200)
const Name = z.object({ id: Id })

const Said = z.object({
  ts: z.string(),
  text: Text.nullish(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  thread_ts: z.string().nullish(),
})

/** Of `message` and its kin, `reaction_added`, `app_mention`, `link_shared`, `tokens_revoked`: the parts that are read. */
export const SlackEvent = z.object({
  type: z.string(),
  subtype: z.string().nullish(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  app_id: z.string().nullish(),
  text: Text.nullish(),
  channel: z.string().nullish(),
  channel_type: z.string().nullish(),
  ts: z.string().nullish(),
  thread_ts: z.string().nullish(),
  event_ts: z.string().nullish(),
  message_ts: z.string().nullish(),
  deleted_ts: z.string().nullish(),
  reaction: z.string().nullish(),
  item_user: z.string().nullish(),
  item: z.object({ type: z.string(), channel: z.string().nullish(), ts: z.string().nullish() }).nullish(),
  message: Said.extend({ edited: z.object({ ts: z.string() }).nullish() }).nullish(),
  previous_message: Said.nullish(),
  links: z.array(z.object({ url: z.string(), domain: z.string().nullish() })).nullish(),
  unfurl_id: z.string().nullish(),
  source: z.string().nullish(),
})
export type SlackEvent = z.infer<typeof SlackEvent>

const EventCallback = z.object({
  type: z.literal('event_callback'),
  event_id: Id,
  event_time: z.number(),
  team_id: z.string().nullish(),
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).nullish(),
  event: SlackEvent,
})

/** More happened than Slack tells of: what was left out is not told later. */
const RateLimited = z.object({
  type: z.literal('app_rate_limited'),
  team_id: z.string().nullish(),
  minute_rate_limited: z.number(),
})

const Challenge = z.object({ type: z.literal('url_verification'), challenge: z.string() })

/** `/task …` */
export const SlackCommand = z.object({
  command: z.string(),
  text: beginning(8_000).default(''),
  team_id: z.string().default(''),
  user_id: Id,
  user_name: z.string().default(''),
  channel_id: Id,
  trigger_id: Id,
  response_url: z.url({ protocol: /^https?$/ }),
})
export type SlackCommand = z.infer<typeof SlackCommand>

const Option = z.object({ value: z.string() })
/** What somebody chose or wrote in one field. */
export const SlackInput = z.object({
  type: z.string(),
  value: Text.nullish(),
  selected_option: Option.nullish(),
  selected_options: z.array(Option).nullish(),
  selected_date: z.string().nullish(),
  selected_date_time: z.number().nullish(),
  selected_user: z.string().nullish(),
})
export type SlackInput = z.infer<typeof SlackInput>

/** Of people who press a button, send a modal or choose a shortcut. */
export const SlackInteraction = z.object({
  type: z.enum(['block_actions', 'view_submission', 'view_closed', 'message_action', 'shortcut', 'block_suggestion']),
  trigger_id: z.string().nullish(),
  callback_id: z.string().nullish(),
  team: Name.nullish(),
  user: Name,
  channel: Name.nullish(),
  response_url: z.string().nullish(),
  container: z
    .object({
      type: z.string().nullish(),
      channel_id: z.string().nullish(),
      message_ts: z.string().nullish(),
      is_ephemeral: z.boolean().nullish(),
      app_unfurl_url: z.string().nullish(),
    })
    .nullish(),
  /** What we show of a link in somebody’s message. */
  app_unfurl: z.object({ app_unfurl_url: z.string().nullish() }).nullish(),
  message: z
    .object({
      ts: z.string(),
      thread_ts: z.string().nullish(),
      text: Text.nullish(),
      user: z.string().nullish(),
    })
    .nullish(),
  actions: z
    .array(
      SlackInput.extend({ action_id: z.string(), block_id: z.string().nullish(), action_ts: z.string().nullish() }),
    )
    .nullish(),
  view: z
    .object({
      id: z.string(),
      hash: z.string().nullish(),
      callback_id: z.string().nullish(),
      private_metadata: z.string().nullish(),
      state: z.object({ values: z.record(z.string(), z.record(z.string(), SlackInput)) }).nullish(),
    })
    .nullish(),
})
export type SlackInteraction = z.infer<typeof SlackInteraction>

const digestOf = (said: unknown): string => hash('sha256', JSON.stringify(said ?? null)).slice(0, 32)

type Teams = readonly string[]

/** `teams`: for which workspaces of Slack it is. */
export type SlackDelivery =
  | { readonly kind: 'challenge'; readonly id: string; readonly challenge: string }
  | {
      readonly kind: 'event'
      readonly id: string
      readonly teams: Teams
      readonly at: string
      readonly event: SlackEvent
    }
  | { readonly kind: 'command'; readonly id: string; readonly teams: Teams; readonly command: SlackCommand }
  | { readonly kind: 'interaction'; readonly id: string; readonly teams: Teams; readonly interaction: SlackInteraction }
  | { readonly kind: 'left_out'; readonly id: string; readonly teams: Teams }
  /** Slack looks whether the address answers. */
  | { readonly kind: 'check'; readonly id: string }

const malformed = (message: string) => new ProviderError(providerId, 'malformed', message)

/** @throws ProviderError `malformed` */
export function readDelivery(request: InboundRequest): SlackDelivery {
  if (request.body.byteLength > mostBody) throw malformed('the body is longer than those of Slack')
  const text = Buffer.from(request.body).toString('utf8')
  if (!headerOf(request.headers, 'content-type')?.startsWith('application/x-www-form-urlencoded')) {
    const told = parsed(z.union([EventCallback, Challenge, RateLimited]), json(text))
    if (told.type === 'url_verification') return { kind: 'challenge', id: `challenge ${told.challenge}`, ...told }
    if (told.type === 'app_rate_limited') {
      const teams = told.team_id ? [told.team_id] : []
      return { kind: 'left_out', id: `left out ${told.minute_rate_limited}`, teams }
    }
    const { event_id: id, event_time: time, event } = told
    return { kind: 'event', id, teams: teamsOf(told), at: new Date(time * 1_000).toISOString(), event }
  }
  const form = new URLSearchParams(text)
  const payload = form.get('payload')
  if (payload !== null) {
    const interaction = parsed(SlackInteraction, json(payload))
    const { type, trigger_id: trigger, view, user } = interaction
    // A form that is sent again, because our answer came too late, is the same.
    const sent = type === 'view_submission' && view ? [view.id, digestOf(view.state)] : [view?.id, view?.hash, user.id]
    const id = type === 'view_submission' ? sent.join(' ') : (trigger ?? sent.join(' '))
    const teams = interaction.team ? [interaction.team.id] : []
    return { kind: 'interaction', id: `${type} ${id}`, teams, interaction }
  }
  if (form.has('ssl_check') && !form.has('command')) return { kind: 'check', id: 'ssl_check' }
  const command = parsed(SlackCommand, Object.fromEntries(form))
  return { kind: 'command', id: `command ${command.trigger_id}`, teams: [command.team_id], command }
}

/** Of a channel that several companies share, `team_id` may be the other one’s: who has installed the app is told apart. */
function teamsOf({ team_id: team, authorizations }: z.infer<typeof EventCallback>): string[] {
  const installed = (authorizations ?? []).flatMap(({ team_id: id }) => id ?? [])
  return installed.length > 0 ? installed : team ? [team] : []
}

/** All workspaces that have installed the same app sign with the same secret: only what is told of the connection’s own is its business. */
export function isToldOf(told: SlackDelivery, account: { readonly id: string }): boolean {
  const [team = ''] = account.id.split('/')
  return !('teams' in told) || (team !== '' && told.teams.includes(team))
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('the body is no JSON')
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw malformed(`the body is not what Slack documents: ${issue?.path.join('.')} ${issue?.code}`)
}
