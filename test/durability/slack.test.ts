import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../../packages/integrations/src/testing/fault-proxy.ts'
import {
  type SlackEmulator,
  signedBySlack,
  slackSigningSecret,
  slackTokens,
  startSlackEmulator,
} from '../../packages/integrations/src/testing/slack-emulator.ts'
import { type Arena, openArena } from './arena/arena.ts'
import { beginChaos } from './arena/chaos.ts'
import { countTitles, expectEachOnce, until } from './arena/oracle.ts'
import { createRandom, type Random } from './arena/random.ts'
import { createWriter, type Writer } from './arena/writer.ts'

const count = 12
let arena: Arena
let there: SlackEmulator
let proxy: FaultProxy
let write: Writer
beforeAll(async () => {
  there = await startSlackEmulator()
  proxy = await startFaultProxy(there.url)
  arena = await openArena({
    parts: ['api', 'relay', 'sync'],
    env: { ORCHESTRATOR_HTTP_ALLOW_HOSTS: `${proxy.host},${there.host}` },
  })
  await arena.allUp()
  write = createWriter(arena)
})
afterAll(async () => {
  await arena?.close()
  await proxy?.close()
  await there?.close()
})

/** Some answers are lost after Slack has done what it was asked, some requests never reach it. */
function breakSometimes(random: Random): () => void {
  const timer = setInterval(() => proxy.plan(random.between(0, 1) ? { kind: 'drop' } : { kind: 'reset' }), 900)
  return () => {
    clearInterval(timer)
    proxy.clear()
  }
}

/** As Slack sends it, again until it is taken. */
async function send(connectionId: unknown, fields: Record<string, string>): Promise<void> {
  const body = new URLSearchParams(fields).toString()
  for (;;) {
    try {
      const url = `${arena.apiUrl}/v1/integrations/${connectionId}/webhook`
      const signal = AbortSignal.timeout(10_000)
      const { status } = await fetch(url, { method: 'POST', headers: signedBySlack(body), body, signal })
      if (status === 200) return
      expect(status).toBeGreaterThanOrEqual(500)
    } catch {
      // No answer: nobody knows whether it was taken.
    }
    await pause(150)
  }
}

test('what people do in Slack is done once, and shown once, while every process is killed and answers are lost', async () => {
  const random = createRandom()
  const { body: connection } = await write('POST', '/v1/connections', 'connect', {
    ...{ provider: 'slack', credentials: { token: slackTokens.bot, signingSecret: slackSigningSecret } },
    settings: { baseUrl: `${proxy.url}/api/` },
  })
  expect(connection, JSON.stringify(connection)).toMatchObject({ provider: 'slack', status: 'active' })
  const shop = there.channels['shop'] ?? ''
  const mapped = await write('POST', '/v1/mappings', 'map', {
    ...{ connectionId: connection['id'], projectId: arena.projectId, containerId: shop },
  })
  expect(mapped.status, JSON.stringify(mapped.body)).toBe(201)
  const { body: bob } = await write('POST', '/v1/members', 'bob', {
    ...{ name: 'Bob', email: 'bob@example.com', role: 'CONTRIBUTOR' },
  })

  const heal = breakSometimes(random)
  const chaos = beginChaos(arena, random, ['sync', 'api', 'sync', 'postgres', 'sync'], [1_200, 3_000])
  const approvals: string[] = []
  for (let n = 0; n < count; n++) {
    await send(connection['id'], {
      ...{
        team_id: there.teamId,
        command: '/task',
        text: `create made ${n}`,
        user_id: there.users['ada'] ?? '',
        channel_id: shop,
      },
      ...{ trigger_id: `trigger-${n}`, response_url: there.responseUrl(`answer-${n}`) },
    })
    if (n % 3 === 0) {
      const asked = { title: `asked ${n}`, projectId: arena.projectId, from: { memberIds: [bob['id']] } }
      const { body } = await write('POST', '/v1/approvals', `ask ${n}`, asked)
      approvals.push(String(body['id']))
      const payload = {
        ...{
          type: 'block_actions',
          team: { id: there.teamId },
          trigger_id: `press-${n}`,
          user: { id: there.users['bob'] },
        },
        response_url: there.responseUrl(`pressed-${n}`),
        actions: [{ type: 'button', block_id: `approval:${body['id']}`, action_id: 'approval.approve' }],
      }
      await send(connection['id'], { payload: JSON.stringify(payload) })
    }
    await pause(random.between(100, 900))
  }
  await until('some kills', 60_000, async () => ({ done: chaos.kills() >= 6, state: chaos.kills() }))
  await chaos.end()
  heal()

  await until('all to be done and shown', 240_000, async () => {
    // What waits for its next try has it now.
    await arena.sql`update inbound_deliveries set next_at = now() where processed_at is null and next_at > now() + interval '61 s'`
    await arena.sql`update slack_messages set next_at = now() where status = 'pending'`
    const [open] = await arena.sql<{ deliveries: number; messages: number; told: number; asked: number }[]>`
      select (select count(*)::int from inbound_deliveries where processed_at is null) as deliveries,
        (select count(*)::int from slack_messages where status <> 'sent') as messages,
        (select count(*)::int from slack_messages) as told,
        (select count(*)::int from approvals where status = 'pending') as asked`
    await pause(500)
    const { deliveries, messages, told, asked } = open ?? {}
    // A decision is there before its message is asked to tell of it.
    const decided = (await there.messages(shop)).filter(({ text }) => text.startsWith('Approved by Bob')).length
    return {
      done:
        deliveries === 0 &&
        messages === 0 &&
        told === count + approvals.length &&
        asked === 0 &&
        decided === approvals.length,
      state: { ...open, decided },
    }
  })
  const titles = Array.from({ length: count }, (_, n) => `made ${n}`)
  expectEachOnce(await countTitles(arena, 'made '), titles)
  const shown = (await there.messages(shop)).map(({ text }) => text).filter((text) => /made|asked/.test(text))
  const words = shown.map((text) => text.replace(/^\S+ (?=made)|^.*: (?=asked)/, '')).sort()
  expect(words).toEqual([...titles, ...[0, 3, 6, 9].map((n) => `asked ${n}`)].sort())
}, 600_000)
