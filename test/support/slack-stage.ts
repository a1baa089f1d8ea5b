// A workspace that is connected to a Slack of its own, with the app that answers; and what Slack would send.

import { newId, type Principal } from '@orchestrator/domain'
import { connectors } from '@orchestrator/integrations'
import { createConnection, keepDelivery } from '@orchestrator/store'
import pino from 'pino'
import { type FaultProxy, startFaultProxy } from '../../packages/integrations/src/testing/fault-proxy.ts'
import {
  type SlackEmulator,
  type SlackMessage,
  slackSigningSecret,
  slackTokens,
  startSlackEmulator,
} from '../../packages/integrations/src/testing/slack-emulator.ts'
import type { SlackDeps } from '../../packages/worker/src/slack/app.ts'
import { startSlack } from '../../packages/worker/src/slack/start-slack.ts'
import { principalOf, type TestStore, type TestWorkspace } from './workspace.ts'

export interface SlackStage {
  readonly w: TestWorkspace
  readonly there: SlackEmulator
  readonly proxy: FaultProxy
  readonly connectionId: string
  /** Bob, who may not much. */
  readonly bob: Principal
  readonly deps: SlackDeps
  /** What Slack sends, as it is stored; twice the same is once. */
  deliver(body: string, options: { id: string; form?: boolean }): Promise<void>
  /** `/task …` @returns what is answered */
  command(user: string, text: string, options?: { channel?: string; trigger?: string }): Promise<Answer>
  /** A press, a modal, a shortcut. @returns the name under which it is answered */
  interact(user: string, interaction: object): Promise<string>
  event(event: object, id?: string): Promise<void>
  answers(name: string): readonly Answer[]
  close(): Promise<void>
}

export interface Answer {
  readonly text: string
  readonly blocks?: readonly Block[]
  readonly response_type?: string
  readonly replace_original?: boolean
}
export interface Block {
  readonly type: string
  readonly block_id?: string
  readonly text?: { readonly text: string }
  readonly elements?: readonly { readonly action_id?: string; readonly text?: unknown; readonly type: string }[]
  readonly accessory?: { readonly action_id?: string }
}

let count = 0

export async function openSlackStage(store: TestStore): Promise<SlackStage> {
  const w = await store.workspace()
  const { result } = await w.run('member.add', { name: 'Bob', email: 'bob@example.com', role: 'CONTRIBUTOR' })
  const there = await startSlackEmulator()
  const proxy = await startFaultProxy(there.url)
  const { masterKey } = store.database
  const credentials = { token: slackTokens.bot, signingSecret: slackSigningSecret }
  const made = await createConnection(w.store, masterKey, w.owner, {
    ...{ provider: 'slack', name: 'Slack', auth: 'token', scopes: [], settings: { baseUrl: `${proxy.url}/api/` } },
    ...{ account: { id: `${there.teamId}/U0BOT000000`, name: 'Emulate', url: null }, credentials },
  })
  const connectionId = made.result.id
  const slack = connectors['slack']
  if (!slack) throw new Error('there is no connector for Slack')
  const deps: SlackDeps = {
    ...{ store: w.store, masterKey, connector: slack, oauthClients: {} },
    ...{ policy: { allowPrivateHosts: [proxy.host, there.host] }, publicUrl: 'https://orchestrator.example' },
    logger: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
  }
  const app = await startSlack(deps)
  const answers: SlackStage['answers'] = (name) => (there.responses.get(name) ?? []) as unknown as Answer[]
  const deliver: SlackStage['deliver'] = async (body, { id, form = true }) => {
    const headers = { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }
    const delivery = { deliveryId: id, headers, body: Buffer.from(body), app: true }
    await keepDelivery(w.store, { workspaceId: w.id, connectionId }, delivery)
  }
  return {
    ...{ w, there, proxy, connectionId, deps, answers, deliver },
    bob: principalOf(w.id, result.id),
    async command(user, text, { channel = there.channels['other'] ?? '', trigger = newId() } = {}) {
      const name = `command-${++count}`
      const fields = {
        ...{
          team_id: there.teamId,
          command: '/task',
          text,
          user_id: there.users[user] ?? user,
          channel_id: channel,
          trigger_id: trigger,
        },
        response_url: there.responseUrl(name),
      }
      await deliver(new URLSearchParams(fields).toString(), { id: `command ${trigger}` })
      return eventually(() => answers(name)[0])
    },
    async interact(user, interaction) {
      const name = `interaction-${++count}`
      const payload = {
        ...{
          trigger_id: newId(),
          team: { id: there.teamId },
          user: { id: there.users[user] ?? user },
          response_url: there.responseUrl(name),
        },
        ...interaction,
      }
      await deliver(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), { id: name })
      return name
    },
    async event(event, id = `Ev${++count}`) {
      const body = {
        type: 'event_callback',
        team_id: there.teamId,
        event_id: id,
        event_time: Math.floor(Date.now() / 1_000),
        event,
      }
      await deliver(JSON.stringify(body), { id, form: false })
    },
    async close() {
      await app.stop()
      await proxy.close()
      await there.close()
    },
  }
}

/** What is so at last. */
export async function eventually<T>(
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  limitMs = 100_000,
): Promise<T> {
  const until = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > until) throw new Error('it did not come to that')
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}

export const textOf = (message: Pick<SlackMessage, 'blocks' | 'text'> | Answer | undefined): string =>
  `${message?.text}\n${JSON.stringify(message?.blocks ?? [])}`
