import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type Access, callApi, getJson } from '../api-client.ts'
import { addPauses } from '../automation/add-pauses.ts'
import { ago, printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { isId, refuseWords, toCount } from './arguments.ts'
import { sayMore } from './more.ts'
import { addRuleSimulate } from './rules-simulate.ts'
import { addRunByHand } from './run-by-hand.ts'

interface Rule {
  id: string
  name: string
  enabled: boolean
  when: unknown
  if: string | null
  then: { action: string }[]
  version: number
  updatedAt: string
}

/** Adds `orchestrator rules` (or `rule`) and its subcommands. */
export function addRules(program: Command): void {
  const rules = program
    .command('rules')
    .alias('rule')
    .description('Rules: what happens when something happened, as data.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator rules create -f follow-up.json
  $ npx orchestrator rules disable 'Follow up on reviews'
  $ npx orchestrator rules eject 'Follow up on reviews' --folder playbooks/ejected`,
    )
  const one = (name: string, description: string) =>
    withApiFlags(rules.command(name).description(description).argument('<rule>', 'its id or name'))
  withApiFlags(rules.command('list', { isDefault: true }).description('list rules (the default)'))
    .allowExcessArguments()
    .option('--limit <n>', 'at most so many, up to 200', toCount, 50)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(listRules)
  one('show', 'show a rule').action(showRule)
  withApiFlags(rules.command('create').description('create a rule'))
    .requiredOption('-f, --file <file>', 'the rule as JSON; - reads it from the standard input')
    .action(createRule)
  one('update', 'change a rule: the fields that the file has')
    .requiredOption('-f, --file <file>', 'the fields as JSON; - reads them from the standard input')
    .action(updateRule)
  one('enable', 'switch a rule on').action((rule: string, flags: ApiFlags) => update(rule, flags, { enabled: true }))
  one('disable', 'switch a rule off').action((rule: string, flags: ApiFlags) => update(rule, flags, { enabled: false }))
  one('delete', 'delete a rule; its runs stay').action(deleteRule)
  one('versions', 'show who changed a rule, when and how').action(showVersions)
  one('revert', 'make a rule what it was')
    .requiredOption('--to <version>', 'one of its versions', toCount)
    .action(revertRule)
  one('eject', 'write a rule as a playbook that does the same')
    .option('--folder <folder>', 'write its files into a folder of its own in this one, instead of printing them')
    .action(ejectRule)
  addRuleSimulate(rules, find)
  const idOf = async (access: Access, rule: string) => (await find(access, rule)).id
  addRunByHand(rules, {
    noun: 'rule',
    argument: 'rule',
    description: 'its id or name',
    path: async (access, rule) => `/v1/rules/${await idOf(access, rule)}/run`,
  })
  addPauses(rules, 'rule', '/v1/rules', '<rule>', 'its id or name', idOf)
}

async function listRules(flags: ApiFlags & { limit: number; cursor?: string }, command: Command): Promise<void> {
  refuseWords(command)
  const query = { sort: 'name', limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Rule[]; nextCursor: string | null }>(accessOf(flags), '/v1/rules', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['RULE', 'ON', 'WHEN', 'THEN', 'ID'],
    page.items.map(({ name, enabled, when, then, id }) => [
      name,
      enabled ? 'yes' : 'no',
      whenOf(when),
      thenOf(then),
      id,
    ]),
    'No rules yet.',
  )
  sayMore(command, page.nextCursor)
}

async function showRule(rule: string, flags: ApiFlags): Promise<void> {
  const found = await find(accessOf(flags), rule)
  if (flags.json) return printJson(found)
  console.log(`${found.name}  ${found.enabled ? 'on' : 'off'}  version ${found.version}  ${found.id}`)
  console.log(`when ${whenOf(found.when)}`)
  if (found.if !== null) console.log(`if   ${found.if}`)
  console.log(`then ${JSON.stringify(found.then, null, 2)}`)
}

async function createRule(flags: ApiFlags & { file: string }): Promise<void> {
  const made = await getJson<Rule>(accessOf(flags), '/v1/rules', { method: 'POST', body: readRule(flags.file) })
  if (flags.json) return printJson(made)
  console.log(`${made.name}: ${made.id}${made.enabled ? '' : ', switched off'}`)
}

async function updateRule(rule: string, flags: ApiFlags & { file: string }): Promise<void> {
  const access = accessOf(flags)
  const body = readRule(flags.file)
  const { id } = await find(access, rule)
  const changed = await getJson<Rule>(access, `/v1/rules/${id}`, { method: 'PATCH', body })
  if (flags.json) return printJson(changed)
  console.log(`${changed.name} is changed; that is version ${changed.version}`)
}

async function update(rule: string, flags: ApiFlags, body: object): Promise<void> {
  const access = accessOf(flags)
  const { id } = await find(access, rule)
  const changed = await getJson<Rule>(access, `/v1/rules/${id}`, { method: 'PATCH', body })
  if (flags.json) return printJson(changed)
  console.log(`${changed.name} is ${changed.enabled ? 'on' : 'off'}`)
}

async function deleteRule(rule: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id, name } = await find(access, rule)
  await callApi(access, `/v1/rules/${id}`, { method: 'DELETE' })
  if (flags.json) return printJson({ id, deleted: true })
  console.log(`${name} is deleted`)
}

interface Version {
  version: number
  changedAt: string
  actor: { type: string; memberId: string }
  changes: Record<string, unknown>
}

async function showVersions(rule: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const id = isId(rule) ? rule : (await find(access, rule)).id
  const { items } = await getJson<{ items: Version[] }>(access, `/v1/rules/${encodeURIComponent(id)}/versions`)
  if (flags.json) return printJson({ items })
  printTable(
    ['VERSION', 'WHEN', 'WHO', 'CHANGED'],
    items.map(({ version, changedAt, actor, changes }) => [
      String(version),
      ago(changedAt),
      `${actor.type} ${actor.memberId}`,
      Object.keys(changes).join(', ') || 'created',
    ]),
    'No versions.',
  )
}

async function revertRule(rule: string, flags: ApiFlags & { to: number }): Promise<void> {
  const access = accessOf(flags)
  const { id } = await find(access, rule)
  const body = { version: flags.to }
  const changed = await getJson<Rule>(access, `/v1/rules/${id}/revert`, { method: 'POST', body })
  if (flags.json) return printJson(changed)
  console.log(`${changed.name} is what it was in version ${flags.to}; that is version ${changed.version}`)
}

async function ejectRule(rule: string, flags: ApiFlags & { folder?: string }): Promise<void> {
  const access = accessOf(flags)
  const { id, name } = await find(access, rule)
  const ejected = await getJson<{ playbook: string; files: { path: string; text: string }[] }>(
    access,
    `/v1/rules/${id}/playbook`,
  )
  if (flags.json) return printJson(ejected)
  if (flags.folder === undefined) {
    for (const { path, text } of ejected.files) console.log(`// ${ejected.playbook}/${path}\n${text}`)
    return
  }
  const folder = join(flags.folder, ejected.playbook)
  mkdirSync(folder, { recursive: true })
  try {
    // Somebody may have worked on what was ejected before.
    for (const { path, text } of ejected.files) writeFileSync(join(folder, path), text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new UserError(`There is a playbook in ${folder} already.`, { hint: 'Give another --folder, or remove it.' })
  }
  console.log(`wrote ${folder}; switch the rule off before you deploy it: npx orchestrator rules disable '${name}'`)
}

async function find(access: Access, rule: string): Promise<Rule> {
  if (isId(rule)) return getJson<Rule>(access, `/v1/rules/${rule}`)
  const found: Rule[] = []
  for (let cursor: string | undefined; ; ) {
    const page: { items: Rule[]; nextCursor: string | null } = await getJson(access, '/v1/rules', {
      query: { limit: 200, cursor },
    })
    found.push(...page.items.filter(({ name }) => name === rule))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  const [only, ...more] = found
  if (only && more.length === 0) return only
  if (only) throw new UserError(`${found.length} rules are named ${rule}: give the id.`, { exitCode: 2 })
  throw new UserError(`There is no rule ${rule}.`, { hint: 'See them: npx orchestrator rules', exitCode: 2 })
}

function readRule(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    throw new UserError(`${file} cannot be read as JSON: ${(error as Error).message}`, { exitCode: 2 })
  }
}

const whenOf = (when: unknown): string => (typeof when === 'string' ? when : JSON.stringify(when))
const thenOf = (then: readonly { action: string }[]): string => then.map(({ action }) => action).join(', ')
