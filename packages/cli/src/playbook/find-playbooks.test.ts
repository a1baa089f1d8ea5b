import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { createProgram } from '../program.ts'
import { UserError } from '../user-error.ts'
import { findPlaybooks } from './find-playbooks.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'orchestrator-playbooks-'))
  for (const at of ['operations/orders', 'operations/returns', 'sales/quote']) {
    mkdirSync(join(root, at), { recursive: true })
    writeFileSync(join(root, at, 'playbook.ts'), '')
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const find = (...words: string[]) => findPlaybooks(readConfig({ ORCHESTRATOR_CALLED_FROM: root }), words, root)

test.each<[string[], string, string[] | null]>([
  [[], '.', null],
  [['orders'], '.', ['operations/orders']],
  [['operations/orders'], '.', ['operations/orders']],
  [['operations'], '.', ['operations/orders', 'operations/returns']],
  [['operations/'], '.', ['operations/orders', 'operations/returns']],
  [['quote', 'orders'], '.', ['sales/quote', 'operations/orders']],
  [['./operations/orders'], 'operations', ['orders']],
  [['./operations'], 'operations', null],
])('%j names playbooks', async (words, folder, only) => {
  expect(await find(...words)).toEqual({ folder: join(root, folder), only })
})

test.each([
  ['order', 'There is no playbook order in', 'Did you mean orders?'],
  ['operations/order', 'There is no playbook operations/order in', 'Did you mean operations/orders?'],
  ['quo', 'There is no playbook quo in', 'Did you mean quote?'],
  ['something', 'There is no playbook something in', 'There are: operations/orders, operations/returns, sales/quote'],
])('%s is no playbook: the same words, and what was meant', async (word, message, hint) => {
  const error = await find(word).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(UserError)
  expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) })
  expect((error as UserError).hint).toContain(hint)
})

test.each(['check', 'test', 'simulate'])('playbook %s takes them so', async (verb) => {
  const run = createProgram().parseAsync(['node', 'orchestrator', 'playbook', verb, 'order', '--playbooks', root])
  await expect(run).rejects.toThrow('There is no playbook order in')
})

test('a single playbook is not deployed: the others of its source would go', async () => {
  const args = ['node', 'orchestrator', 'playbook', 'deploy', join(root, 'operations', 'orders')]
  await expect(createProgram().parseAsync(args)).rejects.toThrow('deployed together')
})
