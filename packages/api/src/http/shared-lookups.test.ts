import { expect, test } from 'vitest'
import { SharedLookups } from './shared-lookups.ts'

function lookup() {
  const answers: PromiseWithResolvers<string>[] = []
  const find = () => {
    const answer = Promise.withResolvers<string>()
    answers.push(answer)
    return answer.promise
  }
  return { answers, find }
}

test('those that ask while a lookup is under way share the next one, and none gets what was looked up before it asked', async () => {
  const lookups = new SharedLookups()
  const { answers, find } = lookup()
  const first = lookups.ask('a', find)
  const second = lookups.ask('a', find)
  const third = lookups.ask('a', find)
  expect(answers).toHaveLength(1)
  answers[0]?.resolve('old')
  expect(await first).toBe('old')
  expect(answers).toHaveLength(2)
  const fourth = lookups.ask('a', find)
  answers[1]?.resolve('new')
  expect(await Promise.all([second, third])).toEqual(['new', 'new'])
  expect(answers).toHaveLength(3)
  answers[2]?.resolve('newest')
  expect(await fourth).toBe('newest')
})

test('other questions do not wait, and a lookup that fails keeps nobody from the next', async () => {
  const lookups = new SharedLookups()
  const { answers, find } = lookup()
  const failing = lookups.ask('a', find)
  const after = lookups.ask('a', find)
  expect(await lookups.ask('b', async () => 'other')).toBe('other')
  answers[0]?.reject(new Error('the database is away'))
  await expect(failing).rejects.toThrow('away')
  answers[1]?.resolve('back')
  expect(await after).toBe('back')
  expect(await lookups.ask('a', async () => 'alone')).toBe('alone')
})
