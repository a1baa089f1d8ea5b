import type { FieldMap } from '@orchestrator/domain'
import type { ItemRef } from '@orchestrator/integrations'
import { createConnection, readLogForSync } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isWrite } from '../../../packages/integrations/src/testing/fault-proxy.ts'
import type { Stage } from '../../../packages/integrations/src/testing/stage.ts'
import { Budget } from '../../../packages/worker/src/sync/limit-session.ts'
import { syncRound } from '../../../packages/worker/src/sync/round.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../workspace.ts'

type Policy = 'ours' | 'theirs' | 'newest' | 'ask'

/**
 * What the engine promises, on a connector with its service behind a proxy and the real store: whoever edits where, both become the same.
 * @param policies that can be told apart there
 */
export function describeSync(
  name: string,
  openStage: () => Promise<Stage>,
  policies: readonly Policy[] = ['ours', 'theirs', 'newest', 'ask'],
): void {
  describe(`the engine on ${name}`, { timeout: 240_000 }, () => {
    let store: TestStore
    let stage: Stage
    let w: TestWorkspace
    let projectId: string
    let connectionId: string
    let mappingId: string
    let n = 0

    beforeAll(async () => {
      store = await openTestStore()
      stage = await openStage()
    }, 240_000)
    afterEach(() => void stage.proxy.clear())
    afterAll(async () => {
      await stage?.close()
      await store?.close()
    })

    const fields = (policy: Policy) =>
      [
        { theirs: stage.task.title, ours: 'title', policy },
        { theirs: stage.task.body, ours: 'description', policy },
        ...(stage.task.labels === null ? [] : [{ theirs: stage.task.labels, ours: 'tags' }]),
        ...(stage.task.links === undefined ? [] : [{ theirs: stage.task.links, ours: 'relations' }]),
      ] as FieldMap[]

    beforeEach(async () => {
      w = await store.workspace()
      projectId = await w.project()
      const made = await createConnection(w.store, store.database.masterKey, w.owner, {
        ...{ provider: stage.connector.id, name, auth: 'token', account: { id: 'me', name: 'Me', url: null } },
        ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
      })
      connectionId = made.result.id
      const { result } = await w.run('mapping.create', {
        ...{ connectionId, projectId, containerId: stage.containerId, containerKey: 'x', containerName: 'x' },
        ...{ fields: fields('newest'), deletedThere: 'delete', deletedHere: 'delete' },
      })
      mappingId = result.id
    })

    async function sync(): Promise<void> {
      const limits = { perSecond: 10_000, burst: 10_000 }
      const budget = new Budget({ requests: limits, writes: limits, atOnce: 4 })
      const due = (tx: Parameters<Parameters<typeof w.store.write>[1]>[0]) =>
        Promise.all([
          tx`update mapping_syncs set pull_at = now() where workspace_id = ${w.id}`,
          tx`update sync_work set due_at = now() where workspace_id = ${w.id}`,
          tx`update connection_syncs set due_at = now(), throttled_until = null where workspace_id = ${w.id}`,
        ])
      await w.store.write(w.id, due)
      for (let rounds = 0; rounds < 30; rounds++) {
        while (await readLogForSync(w.store, w.id));
        const { restMs } = await syncRound(
          {
            ...{ store: w.store, connectors: { [stage.connector.id]: stage.connector }, pullEveryMs: 60_000 },
            logger: pino({ level: process.env['SYNC_LOG'] ?? 'silent' }),
            openSession: async () => stage.open(),
            budgetOf: () => budget,
            webhookOf: async () => null,
            troubles: {
              ...{ tell: async () => false, unexpected: async () => 60_000, settle: async () => {} },
            },
          },
          { workspaceId: w.id, connectionId },
          new AbortController().signal,
        )
        if (restMs === null || restMs > 0) return
      }
    }

    const unique = (word: string) => `${word} ${name} ${++n}`
    const taskOf = async (wanted: string) => {
      const [row] = await w.store.read(
        w.id,
        (tx) =>
          tx<{ id: string; description: string; tags: string[] }[]>`
            select id, description, tags from tasks where title = ${wanted} and deleted_at is null`,
      )
      return row
    }
    const linkOf = async (taskId: string): Promise<ItemRef> => {
      const [row] = await w.store.read(
        w.id,
        (tx) =>
          tx<{ type: string; externalId: string }[]>`
            select type, external_id from external_items where entity_id = ${taskId} and state = 'linked'`,
      )
      if (!row) throw new Error('it is not linked')
      return { type: row.type, id: row.externalId }
    }
    const there = async (ref: ItemRef) => (await stage.open().get(ref, stage.containerId))?.fields
    const waiting = () => w.store.read(w.id, (tx) => tx`select key, error from sync_work`)
    /** A task and its item, both known. */
    const both = async (given: object = {}) => {
      const called = unique('both')
      const id = await w.task(projectId, { title: called, description: 'first\n\nsecond', ...given })
      await sync()
      return { id, called, ref: await linkOf(id) }
    }

    test('what is made on either side is made on the other, once', async () => {
      const [ours, theirs] = [unique('ours'), unique('theirs')]
      await w.task(projectId, { title: ours, description: 'words' })
      await sync()
      await stage.provider.create(theirs, 'their words')
      await sync()
      await sync()
      expect([await stage.provider.count(ours), await stage.provider.count(theirs)]).toEqual([1, 1])
      expect((await taskOf(theirs))?.description).toBe('their words')
      expect(await waiting()).toEqual([])
    })

    test('a making whose answer was lost makes no second one', async () => {
      const called = unique('lost')
      await sync()
      stage.proxy.plan({ kind: 'drop' }, { when: isWrite })
      await w.task(projectId, { title: called })
      await sync()
      expect(stage.proxy.clear()).toBe(0)
      await sync()
      expect(await stage.provider.count(called)).toBe(1)
      expect(await waiting()).toEqual([])
    })

    test.each(policies)('both sides changed a title, with the policy %s', async (policy) => {
      await w.run('mapping.update', { id: mappingId, fields: fields(policy) })
      const { id, ref } = await both()
      const [ours, theirs] = [unique('of ours'), unique('of theirs')]
      await w.run('task.update', { id, title: ours })
      // Later by more than any service tells apart.
      await new Promise((resolve) => setTimeout(resolve, 1_100))
      await stage.provider.edit(ref, { title: theirs })
      await sync()
      const winner = { ours, theirs, newest: theirs, ask: null }[policy]
      const [row] = await w.store.read(w.id, (tx) => tx<{ title: string }[]>`select title from tasks where id = ${id}`)
      expect([row?.title, (await there(ref))?.[stage.task.title]]).toEqual([winner ?? ours, winner ?? theirs])
      const open = await w.store.read(w.id, (tx) => tx`select ours, theirs from sync_conflicts where status = 'open'`)
      expect(open).toEqual(policy === 'ask' ? [{ ours, theirs }] : [])
    })

    test('of a text, what was changed in different places holds; of labels, what both did', async () => {
      const { id, called, ref } = await both({ tags: ['a', 'b'] })
      await w.run('task.update', { id, description: 'first of ours\n\nsecond', tags: ['b', 'c'] })
      await stage.provider.edit(ref, { body: 'first\n\nsecond of theirs' })
      if (stage.task.labels !== null)
        await stage.open().update(ref, stage.containerId, { [stage.task.labels]: ['a', 'b', 'theirs'] })
      await sync()
      await sync()
      const task = await taskOf(called)
      expect(task?.description).toBe('first of ours\n\nsecond of theirs')
      const fieldsThere = await there(ref)
      expect(fieldsThere?.[stage.task.body]).toBe('first of ours\n\nsecond of theirs')
      if (stage.task.labels === null) return
      expect([...(task?.tags ?? [])].sort()).toEqual(['b', 'c', 'theirs'])
      expect([...((fieldsThere?.[stage.task.labels] ?? []) as string[])].sort()).toEqual(['b', 'c', 'theirs'])
    })

    test('what we wrote is no change when it comes back', async () => {
      const { id } = await both()
      await w.run('task.update', { id, description: 'changed once' })
      await sync()
      const before = (await w.events()).length
      stage.proxy.clear()
      await sync()
      await sync()
      expect(
        stage.proxy.requests.filter((one) => isWrite(one) && !/search|bulkfetch|list|query/.test(one.path)),
      ).toEqual([])
      expect((await w.events()).length).toBe(before)
    })

    test('links and relations go both ways, made and removed, once', async () => {
      const { links } = stage.task
      if (links === undefined) return
      const [one, two, three] = [await both(), await both(), await both()]
      const made = await w.run('task_relation.create', { type: 'blocks', fromTaskId: one.id, toTaskId: two.id })
      const session = stage.open()
      await session.link?.(two.ref, stage.containerId, { type: 'duplicates', to: three.ref.id }, true)
      await session.link?.(three.ref, stage.containerId, { type: 'relates', to: one.ref.id }, true)
      await w.run('task_relation.create', { type: 'relates', fromTaskId: one.id, toTaskId: three.id })
      const related = () =>
        w.store.read(
          w.id,
          (tx) =>
            tx`select type, from_task_id, to_task_id from task_relations where workspace_id = ${w.id} order by type`,
        )
      const linked = async () =>
        (await Promise.all([one, two, three].map(({ ref }) => there(ref)))).map((of) => of?.[links])
      await sync()
      await sync()
      expect(await related()).toEqual([
        { type: 'blocks', fromTaskId: one.id, toTaskId: two.id },
        { type: 'duplicates', fromTaskId: two.id, toTaskId: three.id },
        { type: 'relates', fromTaskId: one.id, toTaskId: three.id },
      ])
      expect(await linked()).toEqual([
        [`blocks ${two.ref.id}`, `relates ${three.ref.id}`],
        [`blocked_by ${one.ref.id}`, `duplicates ${three.ref.id}`],
        [`duplicated_by ${two.ref.id}`, `relates ${one.ref.id}`],
      ])
      await w.run('task_relation.delete', { id: made.result.id })
      await session.link?.(two.ref, stage.containerId, { type: 'duplicates', to: three.ref.id }, false)
      await sync()
      await sync()
      expect((await related()).map(({ type }) => type)).toEqual(['relates'])
      expect(await linked()).toEqual([[`relates ${three.ref.id}`], [], [`relates ${one.ref.id}`]])
      expect(await waiting()).toEqual([])
    })

    test('comments go both ways, and stay on their side', async () => {
      const { comment } = stage
      if (comment === null) return
      const { id, ref } = await both()
      const commentId = (await w.run('comment.create', { taskId: id, body: 'said here' })).result.id
      const draft = { containerId: stage.containerId, type: comment.type, on: ref, marker: '' }
      await stage.open().create({ ...draft, marker: crypto.randomUUID(), fields: { [comment.body]: 'said there' } })
      await sync()
      await sync()
      const said = await w.store.read(
        w.id,
        (tx) => tx<{ body: string }[]>`select body from comments where task_id = ${id}`,
      )
      expect(said.map((one) => one.body).sort()).toEqual(['said here', 'said there'])
      const since = new Date(Date.now() - 3_600_000).toISOString()
      const search = () =>
        stage.open().search({ containerId: stage.containerId, type: comment.type, on: ref, marker: commentId, since })
      // Who wrote it is said there, for there it is the connected account’s.
      expect((await search())?.fields[comment.body]).toBe('**Ada** wrote:\n\nsaid here')
      await w.run('comment.update', { id: commentId, body: 'said again' })
      await sync()
      expect((await search())?.fields[comment.body]).toBe('**Ada** wrote:\n\nsaid again')
    })

    test('what is deleted there is deleted here', async () => {
      const { id, called, ref } = await both()
      if (!(await stage.provider.remove(ref))) return
      // Lists do not tell of it; a change here looks at it.
      await w.run('task.update', { id, description: 'looked at' })
      await sync()
      expect(await taskOf(called)).toBeUndefined()
      expect(await waiting()).toEqual([])
    })
  })
}
