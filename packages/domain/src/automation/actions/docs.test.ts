import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkRule } from '../../commands/automation/check-rule.ts'
import { commandCatalogue } from '../../commands/catalogue.ts'
import { parse } from '../../parse.ts'
import { actionNames } from './catalogue.ts'

const docs = fileURLToPath(new URL('../../../../../docs/', import.meta.url))
const pages = readdirSync(`${docs}actions`).filter((file) => file !== 'README.md')

const examplesIn = (page: string): { action?: string; when?: string }[] =>
  [...readFileSync(`${docs}${page}`, 'utf8').matchAll(/^```json\n(.*?)^```/gms)].map(([, text = '']) =>
    JSON.parse(text),
  )

test('each action has a page, which the list of them names', () => {
  expect(pages.map((page) => page.replace(/\.md$/, '')).sort()).toEqual([...actionNames].sort())
  const list = readFileSync(`${docs}actions/README.md`, 'utf8')
  for (const page of pages) expect(list).toContain(`(${page})`)
})

test('the examples are rules that can be saved', () => {
  for (const page of ['rules.md', ...pages.map((file) => `actions/${file}`)]) {
    const examples = examplesIn(page)
    expect(examples.length, page).toBeGreaterThan(0)
    for (const example of examples) {
      const rule = example.action ? { name: page, when: 'task.status_changed', then: [example] } : example
      checkRule(parse(commandCatalogue['rule.create'].data, rule, page))
    }
  }
})
