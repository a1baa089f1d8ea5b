import { expect, test } from 'vitest'
import { inLanes, oneByOne } from './step-numbers.ts'

const nothing = { consults: 0, others: false }
const take = (numbers: { next(): number }, count: number) => Array.from({ length: count }, () => numbers.next())

test('without agents side by side one number follows the other', () => {
  for (const numbers of [inLanes(), oneByOne()]) {
    expect(take(numbers, 3)).toEqual([0, 1, 2])
    numbers.turn({ consults: 1, others: false })
    expect(take(numbers.consult(), 2)).toEqual([3, 4])
    numbers.turn(nothing)
    expect(take(numbers, 2)).toEqual([5, 6])
  }
})

test('those side by side are numbered alike, whoever goes on first', () => {
  const counted = (order: readonly (0 | 1)[]) => {
    const numbers = inLanes()
    take(numbers, 1)
    numbers.turn({ consults: 2, others: true })
    const asked = [numbers.consult(), numbers.consult()]
    const taken: number[][] = [[], []]
    for (const who of order) taken[who]?.push(asked[who]?.next() ?? -1)
    const beside = numbers.next()
    numbers.turn(nothing)
    return { taken, beside, next: numbers.next() }
  }
  const expected = { taken: [[2, 5, 8], [3]], beside: 1, next: 10 }
  expect(counted([0, 0, 0, 1])).toEqual(expected)
  expect(counted([1, 0, 0, 0])).toEqual(expected)
})

test('no two steps have one number, however deep agents ask each other', () => {
  const numbers = inLanes()
  const taken: number[] = []
  const talk = (one: ReturnType<typeof inLanes>, depth: number, turns: number) => {
    for (let turn = 0; turn < turns; turn++) {
      one.turn(nothing)
      taken.push(one.next())
      if (depth === 3) continue
      one.turn({ consults: 1 + ((turn + depth) % 3), others: turn % 2 === 0 })
      for (let i = 0; i < 1 + ((turn + depth) % 3); i++) talk(one.consult(), depth + 1, 1 + ((turn + i) % 3))
      if (turn % 2 === 0) taken.push(one.next(), one.next())
    }
  }
  talk(numbers, 0, 4)
  expect(taken.length).toBeGreaterThan(100)
  expect(new Set(taken).size).toBe(taken.length)
})
