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

test('ends with the first error, after which none is begun, and only when those under way are over', async () => {
  const [begun, over]: number[][] = [[], []]
  const work = async (item: number) => {
    begun?.push(item)
    await new Promise((resolve) => setTimeout(resolve, item))
    if (item === 1) throw new Error('no')
    over?.push(item)
  }
  await expect(eachAtOnce([1, 30, 3, 4], 2, work)).rejects.toThrow('no')
  expect([begun, over]).toEqual([[1, 30], [30]])
})
