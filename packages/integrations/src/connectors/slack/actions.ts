import * as z from 'zod'
import type { Action } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { SlackClient } from './client.ts'
import { findMarked, marked } from './marked.ts'
import { slackSession } from './session.ts'

/** A try is repeated within this time. */
const patienceMs = 7 * 86_400_000

const Channel = z.string().trim().min(1).max(80).meta({ description: 'the id of a channel, e.g. `C0123456789`' })
const Ts = z
  .string()
  .regex(/^\d+\.\d+$/, 'the `ts` of a message')
  .meta({ description: 'what names a message in its channel' })
const Text = z.string().min(1).max(12_000).meta({ description: 'as Slack writes it (mrkdwn)' })
const Blocks = z.array(z.record(z.string(), z.json())).max(50).optional().meta({ description: 'Block Kit' })
const Message = z.object({ channel: z.string(), ts: z.string() })

function define<I, O>(definition: {
  readonly name: string
  readonly summary: string
  readonly input: z.ZodType<I>
  readonly output: z.ZodType<O>
  run(input: I, context: { client: SlackClient; key: string; retry: boolean }): Promise<O>
}): Action {
  const action: Action<I, O> = {
    ...definition,
    writes: true,
    run: (input, { session, key, retry }) =>
      definition.run(definition.input.parse(input), { client: slackSession(session).client, key, retry }),
  }
  return action as Action
}

/** Written once under one key: a try that may have succeeded is looked for first. */
async function post(
  client: SlackClient,
  { channel, thread, ...rest }: { channel: string; thread?: string | undefined; [name: string]: unknown },
  { key, retry }: { key: string; retry: boolean },
) {
  const since = new Date(Date.now() - patienceMs)
  const before = retry ? await findMarked(client, { channel, threadTs: thread ?? null, key, since }) : null
  if (before !== null) return { channel, ts: before }
  return client.ask(Message, 'chat.postMessage', {
    ...{ channel, ...rest, metadata: marked(key) },
    ...(thread !== undefined && { thread_ts: thread }),
  })
}

const postMessage = define({
  name: 'Post a message',
  summary: 'Writes into a channel, or into a thread of it.',
  input: z.strictObject({ channel: Channel, text: Text, blocks: Blocks, thread: Ts.optional() }),
  output: Message,
  run: ({ channel, text, blocks, thread }, { client, key, retry }) =>
    post(client, { channel, text, thread, ...(blocks && { blocks }) }, { key, retry }),
})

const directMessage = define({
  name: 'Write to a person',
  summary: 'Writes to somebody directly, by their id or their e-mail address in Slack.',
  input: z.strictObject({
    to: z.union([z.email(), z.string().regex(/^[UW][A-Z0-9]+$/, 'the id of a user or an e-mail address')]),
    text: Text,
    blocks: Blocks,
  }),
  output: Message,
  async run({ to, text, blocks }, { client, key, retry }) {
    const Found = z.object({ user: z.object({ id: z.string() }) })
    const user = to.includes('@') ? (await client.ask(Found, 'users.lookupByEmail', { email: to })).user.id : to
    const channel = await openDirect(client, user)
    return post(client, { channel, text, ...(blocks && { blocks }) }, { key, retry })
  },
})

const updateMessage = define({
  name: 'Change a message',
  summary: 'Changes a message that was written from here.',
  input: z.strictObject({ channel: Channel, ts: Ts, text: Text, blocks: Blocks }),
  output: Message,
  run: ({ blocks, ...input }, { client }) =>
    client.ask(Message, 'chat.update', { ...input, ...(blocks && { blocks }) }),
})

const addReaction = define({
  name: 'Add a reaction',
  summary: 'Adds an emoji to a message; one that is there already stays.',
  input: z.strictObject({
    channel: Channel,
    ts: Ts,
    emoji: z.string().regex(/^[a-z0-9_+'-]+(::skin-tone-\d)?$/, 'the name of an emoji, without colons'),
  }),
  output: z.object({}),
  async run({ channel, ts, emoji }, { client }) {
    try {
      await client.ask(z.unknown(), 'reactions.add', { channel, timestamp: ts, name: emoji })
    } catch (error) {
      if (!(error instanceof ProviderError && error.message.includes('already_reacted'))) throw error
    }
    return {}
  },
})

/** The conversation with a person: the same one every time. */
export async function openDirect(client: SlackClient, userId: string): Promise<string> {
  const Opened = z.object({ channel: z.object({ id: z.string() }) })
  return (await client.ask(Opened, 'conversations.open', { users: userId })).channel.id
}

export const actions: Readonly<Record<string, Action>> = { postMessage, directMessage, updateMessage, addReaction }
