import { expect, test } from 'vitest'
import { readAnswer } from './read-answer.ts'

test('what is structured is written once, however many texts may say it a second time', () => {
  let reads = 0
  const structuredContent = {
    get found() {
      reads++
      return 1
    },
  }
  const texts = ['{"found":1}', 'a', '{"found":2}', ...Array.from({ length: 100 }, () => '1')]
  const { text, structured } = readAnswer({
    content: texts.map((one) => ({ type: 'text', text: one })),
    structuredContent,
  })
  expect(text.split('\n').slice(0, 3)).toEqual(['a', '{"found":2}', '1'])
  expect(structured).toEqual({ found: 1 })
  // The second is for what the database keeps.
  expect(reads).toBe(2)
})
