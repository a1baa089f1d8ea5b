import { AppError } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import { ProviderError } from '../connector/provider-error.ts'
import { markdownToAdf } from '../connectors/jira/adf/from-markdown.ts'
import { markdownToBlocks } from '../connectors/notion/blocks/from-markdown.ts'
import { commentText } from '../connectors/notion/comment-text.ts'
import { readPlanText } from '../documents/read-plan-text.ts'
import { inTime } from './in-time.ts'
import { readMarkdown } from './read-markdown.ts'

// Left to itself the reader takes minutes for the first, and more stack than there is for the second.
const bombs = { marks: '*a_'.repeat(33_000), depth: '>'.repeat(20_000) }

test.each(Object.entries(bombs))('a text with too many or too deep %s is refused by all who read it', (_, text) => {
  for (const write of [markdownToAdf, markdownToBlocks, (one: string) => commentText(one, null)])
    expect(() => write(text)).toThrow(ProviderError)
  expect(() => readPlanText(text)).toThrow(AppError)
})

test('what is made of it may be refused by whoever makes it', () => {
  const refuse = () => new Error('too much')
  const make = () => {
    throw new TypeError('my own')
  }
  expect(() => readMarkdown('fine', make, refuse)).toThrow('my own')
  expect(readMarkdown('# fine', ({ children }) => children[0]?.type, refuse)).toBe('heading')
})

test('work within work has its own limit, and that of the outer goes on', () => {
  expect(inTime(5_000, () => [inTime(1_000, () => 1), inTime(1_000, () => 2)])).toEqual([1, 2])
  const endless = () => {
    for (;;);
  }
  expect(() => inTime(5_000, () => inTime(50, endless))).toThrow(
    expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }),
  )
  expect(inTime(1_000, () => 'still here')).toBe('still here')
})
