import { describe, expect, it } from 'vitest'
import type { Stage } from '../stage.ts'
import { pullAll } from './pull-all.ts'

export function describeReading(stage: () => Stage): void {
  describe('reading', () => {
    it('tells who is connected, finds its container, and describes the fields that its items have', async () => {
      const { open, containerId, task } = stage()
      const session = open()
      const account = await session.check()
      expect(account.id).not.toBe('')
      const { containers } = await session.containers({})
      expect(containers.map(({ id }) => id)).toContain(containerId)
      const keys = (await session.fields(containerId, task.type)).map(({ key }) => key)
      expect(keys).toEqual(expect.arrayContaining([task.title, task.body]))
      const { connector } = stage()
      const type = connector.itemTypes.find((one) => one.type === task.type)
      expect(keys).toEqual(expect.arrayContaining(type?.fields.map(({ key }) => key) ?? ['no such item type']))
      for (const { theirs } of type?.defaults ?? []) expect(keys).toContain(theirs)
    })

    it('a pull brings every item once, the oldest change first, and the next only what changed since', async () => {
      const { open, containerId, provider, task } = stage()
      const query = { containerId, type: task.type }
      const before = await pullAll(open(), { ...query, cursor: null })
      const made = []
      for (let n = 0; n < 7; n++) made.push(await provider.create(`page ${n}`, ''))
      const first = await pullAll(open(), { ...query, cursor: before.cursor })
      expect(first.items.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort())
      const times = first.items.map(({ updatedAt }) => updatedAt)
      expect(times).toEqual([...times].sort())

      const edited = made[3]
      if (!edited) throw new Error('nothing was made')
      await provider.edit(edited, { title: 'page 3, edited' })
      const second = await pullAll(open(), { ...query, cursor: first.cursor })
      const now = second.items.find(({ id }) => id === edited.id)
      expect(now?.fields[task.title]).toBe('page 3, edited')
      // Nobody wakes for what did not change.
      expect(second.items).toHaveLength(1)
      expect((await pullAll(open(), { ...query, cursor: second.cursor })).items).toEqual([])
    })

    it('misses nothing and brings nothing twice when more than a page changes at one time', async () => {
      const { open, containerId, provider, task, freezeClock } = stage()
      if (!freezeClock) return
      const query = { containerId, type: task.type }
      const { cursor } = await pullAll(open(), { ...query, cursor: null })
      freezeClock(true)
      const made = []
      for (let n = 0; n < 230; n++) made.push((await provider.create(`same ${n}`, '')).id)
      const all = await pullAll(open(), { ...query, cursor })
      expect(all.pages).toBeGreaterThan(1)
      const ids = all.items.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect([...ids].sort()).toEqual([...made].sort())
      // What comes in the same moment after the last page was read.
      const late = await provider.create('same, but late', '')
      const again = made[0]
      if (!again) throw new Error('nothing was made')
      await provider.edit({ type: task.type, id: again }, { title: 'same, changed within the moment' })
      const next = await pullAll(open(), { ...query, cursor: all.cursor })
      expect(next.items.map(({ id }) => id).sort()).toEqual([late.id, again].sort())
    })

    it('what turns up late in the list, behind what changed after it, is not missed', async () => {
      const { open, containerId, provider, task, hold } = stage()
      if (!hold) return
      const query = { containerId, type: task.type }
      const { cursor } = await pullAll(open(), { ...query, cursor: null })
      const late = await provider.create('turns up late', '')
      hold(late, true)
      const newer = await provider.create('changed after it', '')
      const first = await pullAll(open(), { ...query, cursor })
      expect(first.items.map(({ id }) => id)).toEqual([newer.id])
      hold(late, false)
      const second = await pullAll(open(), { ...query, cursor: first.cursor })
      expect(second.items.map(({ id }) => id)).toEqual([late.id])
    })

    it('a pull that was interrupted goes on where it was, also when things change in between', async () => {
      const { open, containerId, provider, task } = stage()
      const query = { containerId, type: task.type }
      let page = await open().pull({ ...query, cursor: null })
      const seen = page.items.map(({ id }) => id)
      const touched = page.items[0]
      if (touched) await provider.edit(touched, { body: 'changed between two pages' })
      while (page.more) {
        page = await open().pull({ ...query, cursor: JSON.parse(JSON.stringify(page.cursor)) })
        seen.push(...page.items.map(({ id }) => id))
      }
      const all = (await pullAll(open(), { ...query, cursor: null })).items.map(({ id }) => id)
      const last = await open().pull({ ...query, cursor: page.cursor })
      expect(new Set([...seen, ...last.items.map(({ id }) => id)])).toEqual(new Set(all))
    })

    it('a start in the past brings only what changed since', async () => {
      const { open, containerId, provider, task } = stage()
      await provider.create('before the start', '')
      const since = new Date(Date.now() + 3_600_000).toISOString()
      const page = await open().pull({ containerId, type: task.type, cursor: null, since })
      expect(page.items).toEqual([])
      expect(page.more).toBe(false)
    })

    it('an item that is gone is null, one out of reach is forbidden', async () => {
      const { open, containerId, provider, outOfReach } = stage()
      const ref = await provider.create('to be removed', '')
      expect(await open().get(ref, containerId)).not.toBeNull()
      if (await provider.remove(ref)) expect(await open().get(ref, containerId)).toBeNull()
      if (outOfReach) {
        const asked = open().get(outOfReach.ref, outOfReach.containerId)
        await expect(asked).rejects.toMatchObject({ name: 'ProviderError', kind: 'forbidden' })
      }
    })
  })
}
