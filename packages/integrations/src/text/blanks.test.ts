import fc from 'fast-check'
import { expect, test } from 'vitest'
import { oneLine } from './one-line.ts'
import { splitBlanks } from './split-blanks.ts'

const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '\u00a0', 'b') })

test('both say what the expressions say that take time with the square of the blanks', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(oneLine(value)).toBe(value.replace(/\s*\n\s*/g, ' '))
      expect(splitBlanks(value)).toEqual(/^(\s*)(.*?)(\s*)$/s.exec(value)?.slice(1))
    }),
  )
})
