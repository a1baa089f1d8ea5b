import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { type Arena, openArena } from './arena/arena.ts'
import { beginChaos } from './arena/chaos.ts'
import { until } from './arena/oracle.ts'
import { createRandom } from './arena/random.ts'
import { createWriter, inParallel, type Writer } from './arena/writer.ts'

const [events, messages] = [300, 40]
const address = 'bo@example.com'
const allowed = 'ORCHESTRATOR_HTTP_ALLOW_HOSTS'
const mail = ['ORCHESTRATOR_SMTP_URL', 'ORCHESTRATOR_MAIL_FROM'] as const

let arena: Arena
let receiver: Receiver
let mailServer: MailServer
let write: Writer
let memberId: string
beforeAll(async () => {
  ;[receiver, mailServer] = await Promise.all([startReceiver(), startMailServer()])
  process.env[allowed] = '127.0.0.1'
  process.env[mail[0]] = mailServer.url
  process.env[mail[1]] = 'Orchestrator <no-reply@example.com>'
  arena = await openArena({ parts: ['api', 'relay'] })
  write = createWriter(arena)
  await arena.allUp()
  memberId = String((await make('/v1/members', { name: 'Bo', email: address, role: 'VIEWER' })).body['id'])
}, 240_000)
afterAll(async () => {
  for (const name of [allowed, ...mail]) delete process.env[name]
  await arena?.close()
  await receiver?.close()
  await mailServer?.close()
})

async function make(path: string, body: object) {
  const made = await write('POST', path, newId(), body)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made
}

test('each event arrives at its endpoint at least once, always under one webhook-id, however often the relay is killed', async () => {
  const { id } = (await make('/v1/webhook-endpoints', { url: `${receiver.url}/in`, eventTypes: ['task.created'] })).body
  const chaos = beginChaos(arena, createRandom(), ['relay'], [700, 2_500])
  await inParallel(
    Array.from({ length: events }, (_, n) => n),
    4,
    async (n) => void (await make('/v1/tasks', { projectId: arena.projectId, title: `task ${n}` })),
  )
  // As many kills as the writing took time for, and some on what is left to send.
  await until('some kills', 120_000, async () => ({ done: chaos.kills() >= 5, state: chaos.kills() }))
  await chaos.end()
  const rows = () =>
    arena.sql<{ id: string; status: string; eventId: string }[]>`
      select d.id, d.status, e.id as "eventId" from deliveries d
      join events e on e.workspace_id = d.workspace_id and e.seq = d.event_seq where d.endpoint_id = ${String(id)}`
  await until('all is delivered', 240_000, async () => {
    const states = Map.groupBy(await rows(), ({ status }) => status)
    return {
      done: states.get('delivered')?.length === events,
      state: [...states].map(([s, { length }]) => [s, length]),
    }
  })
  const idOf = new Map((await rows()).map((row) => [row.eventId, row.id]))
  const got = receiver.received('/in').map(({ body, headers }) => ({
    eventId: (JSON.parse(body) as { data: { id: string } }).data.id,
    webhookId: headers['webhook-id'],
  }))
  for (const { eventId, webhookId } of got) expect(webhookId).toBe(idOf.get(eventId))
  const created = await arena.sql<{ id: string }[]>`
    select id from events where workspace_id = ${arena.workspaceId} and type = 'task.created'`
  expect(new Set(got.map(({ eventId }) => eventId))).toEqual(new Set(created.map((event) => event.id)))
  console.log(`  ${got.length} deliveries of ${events} events`)
}, 600_000)

interface Sent {
  readonly id: string
  readonly status: string
  readonly unsure: boolean
}
const emails = () => arena.sql<Sent[]>`select id, status, unsure from emails where workspace_id = ${arena.workspaceId}`
/** What was taken by a relay that was killed is due when its lease is over. Here nobody takes ten seconds over one that is alive. */
const endLeases = () =>
  arena.sql`update emails set next_at = now() where status = 'sending' and updated_at < now() - interval '10 seconds'`
const allSent = (count: number) =>
  until('all e-mail is sent', 240_000, async () => {
    await endLeases()
    const states = Map.groupBy(await emails(), ({ status }) => status)
    return { done: states.get('sent')?.length === count, state: [...states].map(([s, { length }]) => [s, length]) }
  })
const copies = () => Map.groupBy(mailServer.received(address), ({ messageId }) => messageId?.slice(1, 37) ?? '')

test('an e-mail that the server took when the relay was killed comes once more, under its Message-ID, and is said to be unsure', async () => {
  const answer = mailServer.holdAnswers()
  await make('/v1/notifications', { to: { memberId }, title: 'Hello' })
  await until('the server has it', 60_000, async () => {
    const { length } = mailServer.received(address)
    return { done: length === 1, state: length }
  })
  await arena.kept.relay.kill()
  answer()
  await allSent(1)
  expect([...copies().values()].map(({ length }) => length)).toEqual([2])
  expect(await emails()).toMatchObject([{ status: 'sent', unsure: true }])
}, 400_000)

test('no e-mail is lost, and none comes twice that is not said to be unsure, however often the relay is killed', async () => {
  const chaos = beginChaos(arena, createRandom(), ['relay'], [700, 2_500])
  await inParallel(
    Array.from({ length: messages }, (_, n) => n),
    2,
    async (n) => void (await make('/v1/notifications', { to: { memberId }, title: `Hello ${n}` })),
  )
  await until('some kills', 120_000, async () => ({ done: chaos.kills() >= 3, state: chaos.kills() }))
  const { kills } = await chaos.end()
  await allSent(messages + 1)
  const byId = copies()
  const all = await emails()
  expect(new Set(byId.keys())).toEqual(new Set(all.map(({ id }) => id)))
  const doubled = all.filter(({ id }) => (byId.get(id)?.length ?? 0) > 1)
  expect(doubled.filter(({ unsure }) => !unsure)).toEqual([])
  // Four are sent at once.
  expect(doubled.length).toBeLessThanOrEqual(1 + 4 * kills)
}, 600_000)
