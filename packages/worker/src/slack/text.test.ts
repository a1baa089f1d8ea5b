import { expect, test } from 'vitest'
import { inParts, short, toMarkdown, toSlack, toWords, usersIn } from './text.ts'

const ada = '019a0000-0000-7000-8000-000000000001'

test('Markdown becomes what Slack writes, and nobody is called by accident', () => {
  const users = new Map([[ada, 'U1']])
  const markdown = `# Heading\n\n**bold** *slanted* ~~gone~~ [there](https://example.com/a?b=1&c=2)\n- one\n@[Ada](member:${ada}) @[Bob](member:${ada.replace(/1$/, '2')}) <!channel> & 1 < 2`
  expect(toSlack(markdown, users)).toBe(
    '*Heading*\n\n*bold* _slanted_ ~gone~ <https://example.com/a?b=1&amp;c=2|there>\n• one\n<@U1> @Bob &lt;!channel&gt; &amp; 1 &lt; 2',
  )
  expect(toSlack('`**code**` and ```\n**more**\n```')).toBe('`**code**` and ```\n**more**\n```')
})

test('what Slack writes becomes Markdown', () => {
  const people = new Map([['U1', `@[Ada](member:${ada})`]])
  const text =
    '*bold* ~gone~ <@U1> <@U2|bob> <#C1|shop> <https://example.com|there> <https://example.com/x> <mailto:a@b.c|a@b.c> 1 &lt; 2 &amp; `*code*`\n• one'
  expect(toMarkdown(text, people)).toBe(
    `**bold** ~~gone~~ @[Ada](member:${ada}) @bob #shop [there](https://example.com) https://example.com/x a@b.c 1 < 2 & \`*code*\`\n- one`,
  )
  expect(usersIn(text)).toEqual(['U1', 'U2'])
  expect(toMarkdown('2*3*4 a_b_c')).toBe('2*3*4 a_b_c')
})

test('a title has what Slack writes in plain words', () => {
  const text =
    '&gt; The *login* is _broken_, ~see~ <https://x.example|this> of <@U2|bob> in `a_b_c` 1 &lt; 2 <https://y.example>'
  expect(toWords(text)).toBe(
    'The login is broken, see this (https://x.example) of @bob in a_b_c 1 < 2 https://y.example',
  )
  expect(toWords('2*3*4 a_b_c')).toBe('2*3*4 a_b_c')
})

test('a text that is cut ends in whole characters', () => {
  expect(short('abc', 3)).toBe('abc')
  expect(short('abcd', 3)).toBe('ab…')
  expect(short('a😀bcd', 3).isWellFormed()).toBe(true)
})

test('what is too long for one part is in several, and none of it is lost', () => {
  const words = Array.from({ length: 2_000 }, (_, n) => `word${n}`).join(' ')
  const parts = inParts(words, { longest: 2_800, most: 20 })
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(2_800)
  expect(parts.join(' ')).toBe(words)
  expect(inParts('short', { longest: 10, most: 2 })).toEqual(['short'])
  expect(inParts('a'.repeat(25), { longest: 10, most: 2 })).toEqual(['a'.repeat(10), `${'a'.repeat(9)}…`])
  expect(inParts(`${'a'.repeat(8)}\n${'b'.repeat(8)}`, { longest: 10, most: 2 })).toEqual([
    'a'.repeat(8),
    'b'.repeat(8),
  ])
})
