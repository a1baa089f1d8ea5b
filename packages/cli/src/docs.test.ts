import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { templates } from './playbook/templates/index.ts'
import { createProgram } from './program.ts'
import { repositoryRoot } from './stack/start-part.ts'

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)
const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()

test('docs/cli.md has every command, and no other', () => {
  const text = readFileSync(join(repositoryRoot, 'docs', 'cli.md'), 'utf8')
  const listed = [...text.matchAll(/^\| `(orchestrator [a-z -]+)`/gm)].map(([, name]) => name)
  expect(listed.sort()).toEqual(leaves(createProgram()).map(nameOf).sort())
})

test('docs/cli.md has every template of playbook new, with what it begins with', () => {
  const text = readFileSync(join(repositoryRoot, 'docs', 'cli.md'), 'utf8')
  const table = /^\| template .*\n\|.*\n((?:\|.*\n)+)/m.exec(text)?.[1] ?? ''
  const listed = [...table.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, name, summary]) => [name, summary])
  expect(listed).toEqual(Object.entries(templates).map(([name, { summary }]) => [name, summary]))
})
