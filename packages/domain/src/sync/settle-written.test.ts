import { expect, test } from 'vitest'
import { settleWritten } from './settle-written.ts'

const labels = (before: string[], wanted: string[], answer: string[]) =>
  settleWritten({ before: { labels: before }, wanted: { labels: wanted }, answer: { labels: answer } })

test('what others added meanwhile is not common yet, and what they took away still is', () => {
  expect(labels(['a'], ['a', 'ours'], ['a', 'ours', 'theirs'])).toEqual({
    base: { labels: ['a', 'ours'] },
    others: true,
  })
  expect(labels(['a', 'b'], ['a', 'b', 'ours'], ['b', 'ours'])).toEqual({
    base: { labels: ['b', 'ours', 'a'] },
    others: true,
  })
})

test('what the service makes of a value is common', () => {
  expect(labels(['a'], ['a', 'Bug'], ['a', 'bug'])).toEqual({ base: { labels: ['a', 'bug'] }, others: false })
  expect(labels([], ['odd name'], ['odd-name'])).toEqual({ base: { labels: ['odd-name'] }, others: false })
  expect(settleWritten({ before: { title: 'a' }, wanted: { title: ' b' }, answer: { title: 'b' } })).toEqual({
    base: { title: 'b' },
    others: false,
  })
})

test('a field that was not written says whether others were there', () => {
  const written = (body: string) =>
    settleWritten({
      before: { title: 'a', body: 'was' },
      wanted: { title: 'b' },
      answer: { title: 'b', body, new: 'x' },
    })
  expect(written('was')).toEqual({ base: { title: 'b' }, others: false })
  expect(written('is')).toEqual({ base: { title: 'b' }, others: true })
})
