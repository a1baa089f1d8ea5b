import { dateIn, newId } from '@orchestrator/domain'
import { createMailSender } from '@orchestrator/integrations'
import { createConnection, insertItem, type Store } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../../../../../test/support/mail-server.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { sendEmails } from './mailer.ts'

let stage: TestStore
let relay: Store
let server: MailServer
beforeAll(async () => {
  stage = await openTestStore()
  relay = stage.open('relay', 3)
  server = await startMailServer()
})
afterAll(async () => {
  await server?.close()
  await stage?.close()
})

async function send() {
  const sender = createMailSender({ url: server.url, from: 'Orchestrator <no-reply@example.com>' })
  await sendEmails({
    ...{ store: relay, appStore: stage.store, sender, logger: pino({ level: 'silent' }), pauses: [0] },
    ...{ masterKey: stage.database.masterKey, publicUrl: 'https://orc.example.com', domain: 'example.com' },
  })
  sender.close()
}

/** A workspace whose project is mapped to a service of this name. */
async function mapped(w: TestWorkspace, projectId: string, name: string) {
  const { result } = await createConnection(w.store, stage.database.masterKey, w.owner, {
    ...{ provider: 'github', name, auth: 'token', account: { id: 'me', name: 'Me', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
  })
  const mapping = await w.run('mapping.create', {
    ...{ connectionId: result.id, projectId, containerId: name, containerKey: name, containerName: name },
    ...{ fields: [{ theirs: 'title', ours: 'title' }] },
  })
  const ref = { workspaceId: w.id, connectionId: result.id }
  return (taskId: string, item: { externalKey: string | null; url: string | null; state?: 'linked' | 'gone_there' }) =>
    w.store.write(w.id, (tx) =>
      insertItem(tx, ref, {
        ...{ id: newId(), mappingId: mapping.result.id, type: 'issue', externalId: newId(), onExternalId: null },
        ...{
          entityKind: 'task',
          entityId: taskId,
          state: 'linked',
          marker: null,
          baseOurs: {},
          baseTheirs: {},
          ...item,
        },
      }),
    )
}

test('an e-mail about a task leads to where it is in each service, as text and HTML', async () => {
  const w = await stage.workspace()
  const who = await w.member('CONTRIBUTOR')
  const { memberId } = who.actor
  const [me] = await w.store.read(
    w.id,
    (tx) => tx<{ email: string }[]>`select email from members where id = ${memberId}`,
  )
  const projectId = await w.project()
  const [inGitHub, inNotion] = [await mapped(w, projectId, 'GitHub'), await mapped(w, projectId, 'Our <Notion>')]
  const dueDate = dateIn('UTC', new Date().toISOString())
  const there = await w.task(projectId, { title: 'There', assigneeId: memberId, dueDate })
  const url = 'https://github.example/acme/shop/issues/12?a=1&b=2'
  await inGitHub(there, { externalKey: 'acme/shop#12', url })
  await inNotion(there, { externalKey: null, url: 'https://notion.example/p' })
  const here = await w.task(projectId, { title: 'Only here', assigneeId: memberId, dueDate })
  await inGitHub(here, { externalKey: 'acme/shop#13', url: 'https://github.example/gone', state: 'gone_there' })
  await inNotion(here, { externalKey: 'x', url: null })
  const kinds = { work_digest: { inbox: false, email: 'daily' as const } }
  await w.run('notification_preferences.set', { memberId, kinds, timeZone: 'UTC' }, who)
  for (const taskId of [there, here])
    await relay.write(
      w.id,
      (tx) => tx`
        insert into notifications (workspace_id, id, member_id, kind, title, body, about, created_at)
        values (${w.id}, ${newId()}, ${memberId}, 'mentioned', ${taskId === there ? 'There' : 'Only here'}, 'What now?',
          ${tx.json({ type: 'task', id: taskId })}, now())`,
    )
  await send()
  const mails = server.received(me?.email ?? '')
  expect(mails.map(({ subject }) => subject).sort()).toEqual(['Only here', 'There'])
  const [first, other] = ['There', 'Only here'].map((subject) => mails.find((one) => one.subject === subject))
  const links = [`Open acme/shop#12: ${url}`, 'Open in Our <Notion>: https://notion.example/p']
  for (const line of links) expect(first?.text).toContain(line)
  expect(first?.html).toMatch(/<a [^>]*href="https:\/\/github[^"]*a=1&amp;b=2"[^>]*>Open acme\/shop#12<\/a>/)
  expect(first?.html).toMatch(/<a [^>]*href="https:\/\/notion[^"]*"[^>]*>Open in Our &lt;Notion&gt;<\/a>/)
  expect(other?.text).not.toContain('Open ')
  expect(other?.text).not.toContain('github.example')

  await relay.write(w.id, (tx) => tx`update member_digests set next_at = now() where workspace_id = ${w.id}`)
  await send()
  const digest = server.received(me?.email ?? '').find(({ subject }) => subject?.startsWith('Your work'))
  expect(digest?.text).toMatch(/There.*\n {2}Open acme\/shop#12: https.*\n {2}Open in Our <Notion>: /)
  expect(digest?.text).not.toContain('github.example/gone')
  expect(digest?.html).toContain('>Open acme/shop#12</a>')
})
