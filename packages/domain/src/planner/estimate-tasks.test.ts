import { expect, test } from 'vitest'
import { Estimator } from './estimate-tasks.ts'
import { contextWith, done, idOf } from './test-context.ts'

const unknown = { title: 'Print the posters', size: null, estimate: null }
const posters = [
  done(1, 'Print posters for the fair', 120),
  done(2, 'Print the posters again', 200),
  done(3, 'Print posters', 600),
]

test('the median of three similar tasks, whose names can be looked up', () => {
  const estimate = new Estimator(contextWith({ history: posters })).estimate(unknown)
  expect(estimate).toMatchObject({ amount: 200, from: 'similar', words: 'median of 3 similar done tasks' })
  expect(estimate.precedents.map(({ identifier }) => identifier).sort()).toEqual(['FAIR-1', 'FAIR-2', 'FAIR-3'])
})

test('two similar tasks are too few: the median of the size counts, and without one an assumption that says so', () => {
  const others = [10, 20, 30, 100, 110, 120, 400, 500, 600].map((amount, n) =>
    done(10 + n, `Zz ${'abcdefghi'[n]}`, amount),
  )
  const estimator = new Estimator(contextWith({ history: [...posters.slice(0, 2), ...others] }))
  expect(estimator.estimate({ ...unknown, size: 'S' })).toMatchObject({ amount: 20, from: 'size' })
  expect(estimator.estimate({ ...unknown, size: 'L' })).toMatchObject({ from: 'size', amount: 500 })
  const assumed = new Estimator(contextWith()).estimate({ ...unknown, size: 'L' })
  expect(assumed).toMatchObject({ amount: 1_440, from: 'assumed', precedents: [] })
  expect(assumed.words).toContain('assumed for size L')
})

test('three similar tasks of the project count before more similar ones of others', () => {
  const elsewhere = { projectId: idOf(2) }
  const theirs = [1, 2, 3, 4].map((n) => done(20 + n, 'Print the posters', 1_000, elsewhere))
  expect(new Estimator(contextWith({ history: [...theirs, ...posters] })).estimate(unknown).amount).toBe(200)
  expect(new Estimator(contextWith({ history: [...theirs, ...posters.slice(0, 2)] })).estimate(unknown).amount).toBe(
    1_000,
  )
})

test('what is stated is taken as it is, in the unit of the project', () => {
  const minutes = new Estimator(contextWith({ history: posters }))
  expect(minutes.estimate({ ...unknown, estimate: 45 })).toMatchObject({ amount: 45, from: 'stated' })
  expect(minutes.estimate(unknown, { amount: 3, unit: 'days' }).amount).toBe(1_080)
  expect(minutes.estimate(unknown, { amount: 5, unit: 'points' })).toMatchObject({ amount: 200, from: 'similar' })
  const points = new Estimator(contextWith({ unit: 'points', capacity: { perDay: 1.5, basis: '' } }))
  expect(points.estimate(unknown, { amount: 5, unit: 'points' }).amount).toBe(5)
  expect(points.estimate(unknown, { amount: 720, unit: 'minutes' }).amount).toBe(3)
})
