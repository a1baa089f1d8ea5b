import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkRule } from '../commands/automation/check-rule.ts'
import { commandCatalogue } from '../commands/catalogue.ts'
import { PlaybookTrigger } from '../entities/playbook.ts'
import { type RuleTrigger, RuleTrigger as RuleTriggerSchema } from '../entities/rule-trigger.ts'
import { parse } from '../parse.ts'

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url))
const kinds = PlaybookTrigger.options.map((option) => option.shape.kind.value)
const pages = readdirSync(`${docs}triggers`).filter((file) => file !== 'README.md')
/** An id that is left out in a text for people. */
const someId = '019b0000-0000-7000-8000-000000000001'

const rulesIn = (page: string) =>
  [...readFileSync(`${docs}${page}`, 'utf8').matchAll(/^```json\n(.*?)^```/gms)]
    .map(([, text = '']) => JSON.parse(text.replaceAll(/"(019a)?…"/g, `"${someId}"`)) as Record<string, unknown>)
    .filter((example) => 'when' in example)
    .map((rule) => parse(commandCatalogue['rule.create'].data, rule, page))

const kindOf = (when: RuleTrigger) => (typeof when === 'string' ? 'event' : Object.keys(when)[0])

test('each trigger has a page, which the list of them names, with it as a rule and as a playbook', () => {
  expect(pages.map((page) => page.replace(/\.md$/, '')).sort()).toEqual([...kinds].sort())
  const list = readFileSync(`${docs}triggers/README.md`, 'utf8')
  for (const page of pages) {
    const kind = page.replace(/\.md$/, '')
    expect(list).toContain(`(${page})`)
    expect(
      rulesIn(`triggers/${page}`).map(({ when }) => kindOf(when)),
      page,
    ).toContain(kind)
    expect(readFileSync(`${docs}triggers/${page}`, 'utf8'), page).toMatch(/^```ts$[\s\S]*?playbook\(\{/m)
  }
})

test('the list shows a trigger of each kind as it is written', () => {
  const list = readFileSync(`${docs}triggers/README.md`, 'utf8')
  const shown = [...list.matchAll(/^\| \[(\w+)\].*?\| `(\{.*?\}|".*?")` +\|/gm)].map(([, kind, when = '']) => {
    const value = JSON.parse(when.replaceAll('{ … }', '{}'))
    return [kind, kindOf(RuleTriggerSchema.parse(value))]
  })
  expect(shown.map(([, kind]) => kind).sort()).toEqual([...kinds].sort())
  for (const [kind, is] of shown) expect(is).toBe(kind)
})

const guides = readdirSync(`${docs}guides`).map((file) => `guides/${file}`)
const others = [
  'approvals.md',
  'flow-control.md',
  'patches.md',
  'scripts.md',
  ...pages.map((page) => `triggers/${page}`),
]

test.each([...others, ...guides])('the rules in %s are rules that can be saved', (page) => {
  for (const rule of rulesIn(page)) checkRule(rule)
})

test('each guide from elsewhere has three flows at least, and says what is different', () => {
  expect(guides.length).toBeGreaterThan(0)
  for (const guide of guides) {
    const text = readFileSync(`${docs}${guide}`, 'utf8')
    const ours = rulesIn(guide).length + [...text.matchAll(/^```ts\n/gm)].length
    expect(ours, guide).toBeGreaterThanOrEqual(3)
    expect(text, guide).toMatch(/^## What is different on purpose$/m)
    expect(text, guide).toMatch(/^## How to move$/m)
  }
})
