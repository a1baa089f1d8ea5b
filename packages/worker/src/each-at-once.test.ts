import { expect, test } from 'vitest'
import { eachAtOnce } from './each-at-once.ts'

test('so many at a time, and what the work adds too, also when the others have ended', async () => {
  const items = [1, 2, 3, 4, 5]
  const done: number[] = []
  let [now, most] = [0, 0]
  await eachAtOnce(items, 2, async (item) => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setTimeout(resolve, item === 5 ? 20 : 1))
    now--
    done.push(item)
    if (item === 5 || item === 50) items.push(10 * item)
  })
  expect(done).toEqual([1, 2, 3, 4, 5, 50, 500])
  expect(most).toBe(2)
})

test('ends with the first error', async () => {
  await expect(eachAtOnce([1, 2], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})
