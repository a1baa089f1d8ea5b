import { defaultCodeMoves, SomeCodeMoves } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { readMoves } from './read-moves.ts'

test('moves are read as a mapping takes them, each moment of them', () => {
  const words = Object.keys(defaultCodeMoves).map((when) => `${when}=started`)
  expect(SomeCodeMoves.parse(readMoves([...words, 'merged=none']))).toEqual({
    ...Object.fromEntries(Object.keys(defaultCodeMoves).map((when) => [when, 'started'])),
    merged: null,
  })
})

test.each(['merged', 'merged=', '=started', 'closed=started'])('%s is no move', (word) => {
  expect(() => readMoves([word])).toThrow('when=status')
})
