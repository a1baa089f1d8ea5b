import { expect, test } from 'vitest'
import { withByline, withoutByline } from '../connector/byline.ts'
import { markdownToAdf } from './jira/adf/from-markdown.ts'
import { adfToMarkdown } from './jira/adf/to-markdown.ts'
import { commentText, readComment } from './notion/comment-text.ts'
import type { RichText } from './notion/wire.ts'

const inNotion = (text: string): RichText =>
  commentText(text, null).map((one) => ({ ...one, plain_text: one.text?.content ?? '' })) as unknown as RichText

/** As each service tells what was written there. */
const services: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['Jira', (text) => adfToMarkdown(markdownToAdf(text))],
  ['Notion', (text) => readComment(inNotion(text)).body],
]

test('it reads well', () => {
  expect(withByline('- one\n- two', 'Ann Lee')).toBe('**Ann Lee** wrote:\n\n- one\n- two')
  expect(withByline('x', ' Ann\n Lee ')).toBe('**Ann Lee** wrote:\n\nx')
})

const names = [
  'Ann Lee',
  'Ann *the* Lee',
  'ann_lee_',
  '**',
  'Lee (PhD)',
  '<b>',
  'a@b.example',
  'Ann (a@b.example) Lee',
  '李 安',
  '# 1. `x`',
  '[a](/b)',
]

test.each(services.flatMap(([service, told]) => names.map((name) => [service, name, told] as const)))(
  'from %s comes back what was said, whoever said it: %s',
  (_service, name, told) => {
    for (const text of ['said', '**bold** first\n\n- one\n- two', '**Bob** wrote:\n\nhello'])
      expect(withoutByline(told(withByline(text, name)))).toBe(told(text))
  },
)

test('what somebody has made of it there is a text like any other', () => {
  for (const text of ['Ann Lee wrote:\n\nx', '**Ann Lee** wrote: x', 'x\n\n**Ann Lee** wrote:\n\ny', '****\n\nx'])
    expect(withoutByline(text)).toBe(text)
})
