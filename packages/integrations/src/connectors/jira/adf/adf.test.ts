import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adfFault } from '../../../testing/fakes/jira/adf-schema.ts'
import type { AdfNode } from './adf.ts'
import { markdownToAdf } from './from-markdown.ts'
import { adfToMarkdown } from './to-markdown.ts'

const doc = (...content: AdfNode[]): AdfNode => ({ type: 'doc', content })
const p = (...content: AdfNode[]): AdfNode => ({ type: 'paragraph', content })
const t = (text: string, ...marks: (string | [string, Record<string, unknown>])[]): AdfNode => ({
  ...{ type: 'text', text },
  ...(marks.length > 0 && {
    marks: marks.map((mark) => (typeof mark === 'string' ? { type: mark } : { type: mark[0], attrs: mark[1] })),
  }),
})

describe('Markdown that Jira can say comes back as it was', () => {
  test.each([
    ['a paragraph', 'one two'],
    ['two paragraphs', 'one\n\ntwo'],
    ['headings', '# A\n\n###### B'],
    ['marks', '**bold** *it* ~~gone~~ `x = 1` <u>under</u> H<sub>2</sub>O **_both_**'],
    ['a nested list', '- a\n  - b\n    - c\n- d'],
    ['an ordered list with its start', '3. a\n4. b\n   - c'],
    ['tasks, nested', '- [ ] a\n  - [x] b\n- [x] c'],
    ['code with a language', '```ts\nconst a = `1`\n\n  two\n```'],
    ['code without one', '```\nplain\n```'],
    ['a quote with a list', '> said\n>\n> - a'],
    ['a panel', '> [!WARNING]\n> careful\n>\n> - one'],
    ['a rule', 'a\n\n---\n\nb'],
    ['a table', '| a | b |\n| - | - |\n| 1 | **2**<br>3 |'],
    ['links', '[a](https://a.example "title") and <https://b.example/x>'],
    ['a hard break', 'a\\\nb'],
    ['a mention', 'ask [@Ann Lee](accountid:5b10%3Aa)'],
    ['an image', '![plan](https://a.example/p.png)'],
    ['an attachment', '![plan](attachment:7d-1/issue-10)'],
    ['code in a list', '1. do\n   ```sh\n   ls\n   ```'],
    ['signs that mean nothing', 'a \\* b \\_c\\_ 1. \\[x] \\<b>'],
  ])('%s', (_name, markdown) => {
    const adf = markdownToAdf(markdown)
    expect(adfFault(adf)).toBeNull()
    expect(adfToMarkdown(adf)).toBe(markdown)
  })
})

describe('what only Jira can say stays readable', () => {
  test.each<[string, AdfNode, string]>([
    ['an emoji', p(t('well '), { type: 'emoji', attrs: { shortName: ':smile:', text: '😄' } }), 'well 😄'],
    ['an emoji of their own', p({ type: 'emoji', attrs: { shortName: ':party:' } }), ':party:'],
    ['a date', p(t('by '), { type: 'date', attrs: { timestamp: '1795824000000' } }), 'by 2026-11-28'],
    ['a status', p({ type: 'status', attrs: { text: 'BLOCKED', color: 'red' } }), '\\[BLOCKED]'],
    ['a card', p({ type: 'inlineCard', attrs: { url: 'https://a.example/1' } }), '<https://a.example/1>'],
    ['a colour', p(t('red', ['textColor', { color: '#f00' }], 'strong')), '**red**'],
    ['an expand', { type: 'expand', attrs: { title: 'More' }, content: [p(t('in it'))] }, '**More**\n\nin it'],
    ['what is yet to come', { type: 'newThing', content: [p(t('kept'))] }, 'kept'],
    ['and without content', p(t('a '), { type: 'newInline', attrs: {} }), 'a \\[newInline]'],
    ['blanks inside marks', p(t('a'), t(' b ', 'strong'), t('c')), 'a **b** c'],
    ['marks that overlap', p(t('a', 'strong'), t(' b', 'strong', 'em'), t(' c', 'em')), '**a** **_b_** *c*'],
  ])('%s', (_name, node, markdown) => {
    const told = adfToMarkdown(doc(node))
    expect(told).toBe(markdown)
    expect(adfToMarkdown(markdownToAdf(told))).toBe(told)
  })

  test('nothing is an empty text, and the other way round', () => {
    expect(adfToMarkdown(null)).toBe('')
    expect(adfToMarkdown(doc(p(), p()))).toBe('')
    expect(markdownToAdf(' \n')).toEqual({ type: 'doc', version: 1, content: [] })
  })
})

const word = fc.constantFrom(
  'a',
  'bc',
  '*',
  '**',
  '_',
  '`',
  '~~',
  '[',
  ']',
  '(u)',
  '<',
  '<u>',
  '</u>',
  '|',
  '#',
  '-',
  '1.',
  '>',
)
const mess = fc.array(
  fc.oneof(word, fc.constantFrom(' ', '\n', '\n\n', '  ', '\\', '&amp;', '![', '- [ ] ', '```', '| - |')),
  {
    maxLength: 30,
  },
)
const piece = fc.constantFrom(
  ...[
    'para *em* **b**',
    '# head',
    '- a\n- b',
    '- a\n\n  b',
    '1. x\n   - y',
    '- [ ] t\n- [x] u',
    '- [ ] t\n  - y',
    '```js\nx\n```',
  ],
  ...[
    '> q\n> > deeper',
    '> # h',
    '- # h\n- > q',
    '| a | b |\n| - | - |\n| 1 | 2 |',
    '---',
    '<div>x</div>',
    'x[^1]\n\n[^1]: note',
  ],
  ...[
    '![i](https://a.example/i.png)',
    'in ![i](https://a.example/i.png) text',
    '[r]\n\n[r]: https://a.example',
    'a  \nb',
    '> [!NOTE]\n> x',
  ],
  ...[
    '- | a |\n  | - |\n  | 1 |',
    '> [!TIP]',
    '    indented',
    '- \n- x',
    '* a\n\n+ b',
    'https://www.example.org/a_b_c',
    'mail a@.a now',
    '- [x] a\n\n  ```\n  c\n  ```',
  ],
)

describe('any Markdown', () => {
  const holds = (markdown: string) => {
    const adf = markdownToAdf(markdown)
    expect(adfFault(adf)).toBeNull()
    const told = adfToMarkdown(adf)
    expect(adfFault(markdownToAdf(told))).toBeNull()
    expect(adfToMarkdown(markdownToAdf(told))).toBe(told)
  }
  test('blocks in any order are a valid document, and stay the same after one pass', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (parts) => holds(parts.join('\n\n'))),
      { numRuns: 300 },
    )
  })
  test('so are signs in any order', () => {
    fc.assert(
      fc.property(mess, (parts) => holds(parts.join(''))),
      { numRuns: 600 },
    )
  })
  test('so is any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), holds), { numRuns: 300 })
  })
})
