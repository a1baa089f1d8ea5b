import { expect, test } from 'vitest'
import { rankByRelevance } from './rank-by-relevance.ts'

const texts = [
  { key: 'posters', text: 'Print the posters for the fair' },
  { key: 'invoice', text: 'Send the invoice to the printer' },
  { key: 'poster', text: 'A poster that shows the new press. The poster is red' },
  { key: 'lunch', text: 'Order lunch' },
]
const order = (goal: string) =>
  [...rankByRelevance(goal, texts)]
    .filter(([, score]) => score > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([key]) => key)

test('rare words count more than those that all have, and forms of a word count as well', () => {
  expect(order('Posters')).toEqual(['posters', 'poster'])
  expect(order('the invoice')[0]).toBe('invoice')
  expect(order('postters')).toEqual(['posters'])
})

test('nothing in common is worth nothing, and no texts are no trouble', () => {
  expect(rankByRelevance('quarterly taxes', texts).get('lunch')).toBe(0)
  expect(rankByRelevance('anything', []).size).toBe(0)
  expect([...rankByRelevance('', texts).values()]).toEqual([0, 0, 0, 0])
})

test('five thousand texts are ranked, each of them', () => {
  const many = Array.from({ length: 5_000 }, (_, n) => ({
    key: `t${n}`,
    text: `Task ${'abcdefghij'[n % 10]}lpha of part ${'klmnopqrst'[Math.floor(n / 10) % 10]}eta`,
  }))
  expect(rankByRelevance('alpha keta', many).size).toBe(5_000)
})
