import { type AutomationSuggestion, newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { keepSuggestions, keptSuggestion } from './suggestions.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

const suggestion = (id: string, title: string) => ({ id, title }) as AutomationSuggestion
const kept = (id: string, of = w) => of.store.read(of.id, (tx) => keptSuggestion(tx, of.id, id))

test('a suggestion is kept as it was found last, for its own workspace', async () => {
  const id = newId()
  await keepSuggestions(w.store, w.id, [suggestion(id, 'before'), suggestion(newId(), 'another')])
  await keepSuggestions(w.store, w.id, [suggestion(id, 'after')])
  expect(await kept(id)).toEqual({ id, title: 'after' })
  expect(await kept(id, await stage.workspace())).toBeUndefined()
})

test('what was not found for a month is forgotten when somebody looks again', async () => {
  const [old, recent] = [newId(), newId()]
  await keepSuggestions(w.store, w.id, [suggestion(old, 'old'), suggestion(recent, 'recent')])
  await w.store.write(w.id, async (tx) => {
    await tx`update automation_suggestions set found_at = now() - interval '31 days' where id = ${old}`
    await tx`update automation_suggestions set found_at = now() - interval '29 days' where id = ${recent}`
  })
  await keepSuggestions(w.store, w.id, [])
  expect(await kept(old)).toBeUndefined()
  expect(await kept(recent)).toBeDefined()
})
