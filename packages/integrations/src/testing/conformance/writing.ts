import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FieldValue } from '../../connector/item.ts'
import { isWrite } from '../fault-proxy.ts'
import type { Fields, Stage } from '../stage.ts'
import { pullAll } from './pull-all.ts'

export function describeWriting(stage: () => Stage): void {
  const draft = (fields: Fields, marker = randomUUID()) => ({
    containerId: stage().containerId,
    type: stage().task.type,
    on: null,
    fields,
    marker,
  })
  const lookFor = (marker: string, since: string) => ({
    containerId: stage().containerId,
    type: stage().task.type,
    on: null,
    marker,
    since,
  })
  /** A minute before: the service's clock need not be ours. */
  const aMinuteAgo = () => new Date(Date.now() - 60_000).toISOString()

  describe('writing', () => {
    it('what was made is answered as the service has it, and found by its marker at once', async () => {
      const { open, task } = stage()
      const session = open()
      const since = aMinuteAgo()
      const marker = randomUUID()
      expect(await session.search(lookFor(marker, since))).toBeNull()
      const made = await session.create(draft({ [task.title]: 'made here', [task.body]: 'a body' }, marker))
      expect(made).toMatchObject({ type: task.type, containerId: stage().containerId, marker, on: null })
      expect(made.fields[task.title]).toBe('made here')
      expect(made.fields[task.body]).toBe(normal('a body', task.body))
      const found = await open().search(lookFor(marker, since))
      expect(found?.id).toBe(made.id)
      expect(found?.fields).toEqual(made.fields)
      expect((await open().get(made, stage().containerId))?.fields).toEqual(made.fields)
    })

    it('an answer that was lost after the service made it: ambiguous, found by its marker, there once', async () => {
      const { open, proxy, provider, task } = stage()
      const since = aMinuteAgo()
      const marker = randomUUID()
      const title = `lost answer ${marker}`
      proxy.plan({ kind: 'drop' }, { when: isWrite })
      const tried = open().create(draft({ [task.title]: title }, marker))
      await expect(tried).rejects.toMatchObject({ name: 'ProviderError', kind: 'ambiguous' })
      const found = await open().search(lookFor(marker, since))
      expect(found?.fields[task.title]).toBe(title)
      expect(await provider.count(title)).toBe(1)
    })

    it('two that make something at once are told apart by their markers', async () => {
      const { open, task } = stage()
      const since = aMinuteAgo()
      const markers = [randomUUID(), randomUUID(), randomUUID()]
      const made = await Promise.all(markers.map((marker) => open().create(draft({ [task.title]: 'raced' }, marker))))
      for (const [n, marker] of markers.entries()) {
        expect((await open().search(lookFor(marker, since)))?.id).toBe(made[n]?.id)
      }
    })

    it('an update writes only what it is given; the marker outlives it, and an edit of the other side', async () => {
      const { open, provider, containerId, task } = stage()
      const marker = randomUUID()
      const made = await open().create(draft({ [task.title]: 'first', [task.body]: 'kept' }, marker))
      const retitled = await open().update(made, containerId, { [task.title]: 'second' })
      expect(retitled.fields).toMatchObject({ [task.title]: 'second', [task.body]: normal('kept', task.body) })
      expect(retitled.marker).toBe(marker)
      // Another session, which has never seen the marker.
      const rewritten = await open().update(made, containerId, { [task.body]: 'rewritten' })
      expect(rewritten.fields).toMatchObject({ [task.title]: 'second', [task.body]: normal('rewritten', task.body) })
      expect(rewritten.marker).toBe(marker)
      await provider.edit(made, { title: 'third' })
      const now = await open().get(made, containerId)
      expect(now?.fields).toEqual({ ...rewritten.fields, [task.title]: 'third' })
      expect(now?.marker).toBe(marker)
      const emptied = await open().update(made, containerId, { [task.body]: null })
      expect(emptied.fields[task.body] ?? '').toBe('')
      expect(emptied.marker).toBe(marker)
    })

    it('writing to what is gone is not_found; removing it twice is no error', async () => {
      const { open, provider, containerId, task, connector } = stage()
      const ref = await provider.create('gone before it is written', '')
      if (await provider.remove(ref)) {
        const update = open().update(ref, containerId, { [task.title]: 'too late' })
        await expect(update).rejects.toMatchObject({ name: 'ProviderError', kind: 'not_found' })
        await open().remove(ref, containerId)
      }
      const made = await open().create(draft({ [task.title]: 'removed twice' }))
      await open().remove(made, containerId)
      await open().remove(made, containerId)
      if (connector.itemTypes.find(({ type }) => type === task.type)?.removes) {
        expect(await open().get(made, containerId)).toBeNull()
      }
    })

    it('comments: made, found by their marker, edited, pulled, removed', async () => {
      const { open, containerId, comment, task } = stage()
      if (!comment) return
      const since = aMinuteAgo()
      const on = await open().create(draft({ [task.title]: 'with comments' }))
      const marker = randomUUID()
      const onRef = { type: on.type, id: on.id }
      const place = { containerId, type: comment.type, on: onRef }
      const made = await open().create({ ...place, fields: { [comment.body]: 'hello' }, marker })
      expect(made).toMatchObject({ on: onRef, marker })
      expect((await open().search({ ...place, marker, since }))?.id).toBe(made.id)
      const edited = await open().update(made, containerId, { [comment.body]: 'hello again' })
      expect(edited).toMatchObject({ on: onRef, marker, id: made.id })
      expect(edited.fields).toEqual((await open().get(made, containerId))?.fields)
      const pulled = await pullAll(open(), { containerId, type: comment.type, cursor: null })
      expect(pulled.items.find(({ id }) => id === made.id)).toMatchObject({ on: onRef, fields: edited.fields })
      await open().remove(made, containerId)
      await open().remove(made, containerId)
      expect(await open().get(made, containerId)).toBeNull()
    })

    it('a link is made once and removed once, and both of its items tell of it', async () => {
      const { open, containerId, task } = stage()
      const { links } = task
      const { link } = open()
      if (links === undefined) return
      if (link === undefined) throw new Error('it has a field of links, and makes none')
      const [one, other, third] = await Promise.all(
        ['one', 'other', 'third'].map((title) => open().create(draft({ [task.title]: `linked: ${title}` }))),
      )
      if (!one || !other || !third) throw new Error('they were not made')
      const told = async () =>
        Promise.all([one, other].map(async (item) => (await open().get(item, containerId))?.fields[links]))
      expect(await told()).toEqual([[], []])
      const kinds = { blocks: 'blocked_by', duplicates: 'duplicated_by', relates: 'relates' } as const
      for (const [type, back] of Object.entries(kinds) as [keyof typeof kinds, string][]) {
        const between = { type, to: other.id }
        for (let times = 0; times < 2; times++) await open().link?.(one, containerId, between, true)
        expect(await told()).toEqual([[`${type} ${other.id}`], [`${back} ${one.id}`]])
        await open().link?.(one, containerId, { type, to: third.id }, true)
        // What reads the same from both ends is the same from the other one.
        if (type === 'relates') await open().link?.(other, containerId, { type, to: one.id }, true)
        for (let times = 0; times < 2; times++) await open().link?.(one, containerId, between, false)
        expect(await told()).toEqual([[`${type} ${third.id}`], []])
        await open().link?.(one, containerId, { type, to: third.id }, false)
      }
      expect(await told()).toEqual([[], []])
    })

    it('a link whose answer was lost is ambiguous, and made again it is there once', async () => {
      const { open, proxy, containerId, task } = stage()
      const { links } = task
      if (links === undefined) return
      const one = await open().create(draft({ [task.title]: 'lost link' }))
      const other = await open().create(draft({ [task.title]: 'lost link, the other' }))
      const link = { type: 'relates', to: other.id } as const
      proxy.plan({ kind: 'drop' }, { when: isWrite })
      await expect(open().link?.(one, containerId, link, true)).rejects.toMatchObject({ kind: 'ambiguous' })
      await open().link?.(one, containerId, link, true)
      expect((await open().get(one, containerId))?.fields[links]).toEqual([`relates ${other.id}`])
      await open().link?.(one, containerId, link, false)
      expect((await open().get(one, containerId))?.fields[links]).toEqual([])
      await open().remove(other, containerId)
      await expect(open().link?.(one, containerId, link, true)).rejects.toMatchObject({ kind: 'not_found' })
    })

    it('titles, Markdown and labels are read back as they were written', async () => {
      const { open, containerId, task } = stage()
      const session = open()
      const item = await session.create(draft({ [task.title]: 'round trip' }))
      const { labels } = task
      const fields = fc.record({
        [task.title]: title,
        [task.body]: task.bodies ? fc.constantFrom(...task.bodies) : body,
        ...(labels !== null && {
          [labels]: fc.uniqueArray(label, { maxLength: 4, selector: (one) => one.toLowerCase() }),
        }),
      })
      await fc.assert(
        fc.asyncProperty(fields, async (written) => {
          const answered = await session.update(item, containerId, written)
          const read = await open().get(item, containerId)
          expect(read?.fields).toEqual(answered.fields)
          for (const [key, value] of Object.entries(written)) {
            expect(sorted(read?.fields[key] ?? null)).toEqual(sorted(normal(value, key)))
          }
          expect(read?.marker).toBe(item.marker)
        }),
        { numRuns: 20 },
      )
    })
  })

  function normal(value: FieldValue, field: string): FieldValue {
    return stage().task.normalise?.(field, value) ?? value
  }
}

const sorted = (value: FieldValue) => (Array.isArray(value) ? [...value].sort() : value)

const odd = fc.constantFrom(...'abcXYZ019 äß漢字🚀"\'<>&%#@/\\|*_`~[](){}:;,.!?=+-$^')
const title = fc
  .array(odd, { minLength: 1, maxLength: 80 })
  .map((letters) => letters.join('').trim())
  .filter((text) => text !== '')
const label = fc
  .array(fc.constantFrom(...'abcXYZ019äß漢🚀:/#&+.%-'), { minLength: 1, maxLength: 20 })
  .map((letters) => letters.join(''))
const block = fc.oneof(
  title.map((text) => `# ${text}`),
  title,
  fc.array(title, { minLength: 1, maxLength: 3 }).map((lines) => lines.map((line) => `- ${line}`).join('\n')),
  title.map((text) => `\`\`\`ts\n${text.replaceAll('`', '')}\n\`\`\``),
  title.map((text) => `> ${text}`),
)
const body = fc.array(block, { minLength: 1, maxLength: 4 }).map((blocks) => blocks.join('\n\n'))
