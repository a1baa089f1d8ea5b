import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Block, textOf } from './block.ts'
import { markdownToBlocks } from './from-markdown.ts'
import { answered, blocksToMarkdown } from './to-markdown.ts'

const there = (markdown: string): Block[] => markdownToBlocks(markdown).map(answered)
const back = (markdown: string): string => blocksToMarkdown(there(markdown))

describe('Markdown that Notion can say comes back as it was', () => {
  test.each([
    ['a paragraph', 'one two'],
    ['two paragraphs', 'one\n\ntwo'],
    ['headings', '# A\n\n#### B'],
    ['marks', '**bold** *it* ~~gone~~ `x = 1` <u>under</u> **_both_**'],
    ['a nested list', '- a\n  - b\n    - c\n      - d\n- e'],
    ['an ordered list', '1. a\n2. b\n   - c'],
    ['tasks, nested', '- [ ] a\n  - [x] b\n- [x] c\n- no task'],
    ['code with a language', '```typescript\nconst a = `1`\n\n  two\n```'],
    ['code without one', '```\nplain\n```'],
    ['a quote with a list', '> said\n>\n> - a'],
    ['a callout', '> [!WARNING]\n> careful\n>\n> - one'],
    ['a rule', 'a\n\n---\n\nb'],
    ['a table', '| a | b |\n| - | - |\n| 1 | **2**<br>3 |'],
    ['links', '[a](https://a.example) and <https://b.example/x>'],
    ['a hard break', 'a\\\nb'],
    ['a mention', 'ask [@Ann Lee](notion-user:0f8fad5b-d9cb-469f-a165-70867728950e)'],
    ['an image', '![plan](https://a.example/p.png)'],
    ['a formula', '```math\ne = mc^2\n```'],
    ['code in a list', '1. do\n   ```shell\n   ls\n   ```'],
    ['signs that mean nothing', 'a \\* b \\_c\\_ 1. \\[x] \\<b>'],
  ])('%s', (_name, markdown) => {
    expect(back(markdown)).toBe(markdown)
  })

  test.each([
    ['five levels of headings are four', '##### A', '#### A'],
    ['languages by their names there', '```ts\na\n```', '```typescript\na\n```'],
    ['numbers begin with one', '3. a\n4. b', '1. a\n2. b'],
    ['links that Notion does not take are their text', '[a](/b)', 'a'],
    ['what only looks like an address is text', 'a@.a and <a@b.example>', 'a\\@.a and <a@b.example>'],
  ])('%s', (_name, markdown, told) => {
    expect(back(markdown)).toBe(told)
  })
})

const block = (type: string, content: Record<string, unknown> = {}, children: Block[] = []): Block => ({
  ...{ id: `${type}-id`, type, content, children },
})
const text = (said: string, annotations: Record<string, boolean> = {}) => ({
  rich_text: [{ type: 'text', plain_text: said, text: { content: said, link: null }, annotations }],
})

describe('what only Notion can say', () => {
  test.each<[string, Block[], string]>([
    [
      'is left out',
      [block('column_list'), block('paragraph', text('kept')), block('child_page', { title: 'x' })],
      'kept',
    ],
    ['so are empty lines', [block('paragraph', { rich_text: [] }), block('paragraph', text('a'))], 'a'],
    [
      'a toggle is a list item',
      [block('toggle', text('more'), [block('paragraph', text('in it'))])],
      '- more\n\n  in it',
    ],
    ['what is moved in comes after', [block('paragraph', text('a'), [block('paragraph', text('b'))])], 'a\n\nb'],
    ['blanks stand beside marks', [block('paragraph', text(' b ', { bold: true }))], '**b**'],
    [
      'an image in Notion keeps its place',
      [block('image', { type: 'file', file: { url: 'https://s3/x?sig=1' }, caption: [] })],
      '![](notion-file:image-id)',
    ],
    ['a bookmark is its address', [block('bookmark', { url: 'https://a.example/1' })], '<https://a.example/1>'],
    [
      'a callout with another sign',
      [block('callout', { ...text('hm'), icon: { type: 'emoji', emoji: '🐙' } })],
      '> [!NOTE]\n> hm',
    ],
  ])('%s', (_name, blocks, markdown) => {
    expect(blocksToMarkdown(blocks)).toBe(markdown)
  })
})

const letters = fc.constantFrom(...'abcXYZ019 äß漢字🚀"\'<>&%#@/\\|*_`~[](){}:;,.!?=+-$^\n')
const anyText = fc.array(letters, { maxLength: 120 }).map((all) => all.join(''))
const markdownLike = fc
  .array(
    fc.tuple(
      fc.constantFrom('# ', '- ', '1. ', '> ', '- [ ] ', '  - ', '```\n', '| a | b |\n| - | - |\n', '', '**', '\n'),
      anyText,
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.map(([head, tail]) => head + tail).join('\n'))

describe('any text', () => {
  test('becomes a text that stays the same ever after', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, markdownLike), (markdown) => {
        const first = back(markdown)
        expect(back(first)).toBe(first)
      }),
      { numRuns: 200 },
    )
  })

  test('becomes pieces that Notion takes', () => {
    const long = `${'🚀'.repeat(3_000)} **${'b'.repeat(4_100)}**`
    const [paragraph] = markdownToBlocks(long)
    const pieces = (paragraph?.content['rich_text'] ?? []) as { text: { content: string } }[]
    for (const piece of pieces) expect(piece.text.content.length).toBeLessThanOrEqual(2_000)
    expect(pieces.map((piece) => piece.text.content).join('')).toBe(long.replaceAll('**', ''))
    expect(pieces.every((piece) => piece.text.content.isWellFormed())).toBe(true)
    const many = Array.from({ length: 150 }, (_, n) => (n % 2 ? `**b${n}**` : `a${n}`)).join(' ')
    const [short] = markdownToBlocks(many)
    expect(textOf(answered(short ?? block('paragraph'))).length).toBe(51)
  })
})
