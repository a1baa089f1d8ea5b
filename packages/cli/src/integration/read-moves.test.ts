import { defaultCodeMoves, SomeCodeMoves, StatusCategory } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { readMoves } from './read-moves.ts'

test('moves are read as a mapping takes them, each moment of them', () => {
  const words = Object.keys(defaultCodeMoves).map((when) => `${when}=started`)
  expect(SomeCodeMoves.parse(readMoves([...words, 'merged=none']))).toEqual({
    ...Object.fromEntries(Object.keys(defaultCodeMoves).map((when) => [when, 'started'])),
    merged: null,
  })
})

test('a status is one that there is; all of them are', () => {
  expect(() => readMoves(['merged=done'])).toThrow(
    `--move merged: “done” is none of ${StatusCategory.options.join(', ')}, the id of a state, or none.`,
  )
  for (const status of StatusCategory.options) expect(readMoves([`merged=${status}`])).toEqual({ merged: status })
})

test.each(['merged', 'merged=', '=started', 'closed=started'])('%s is no move', (word) => {
  expect(() => readMoves([word])).toThrow('when=status')
})
