import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type Access, callApi, getJson } from '../api-client.ts'
import { addPauses } from '../automation/add-pauses.ts'
import { findRule, type Rule } from '../automation/find-rule.ts'
import { whenInWords } from '../automation/when-in-words.ts'
import { ago, printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { enabledOf, isId, type OnOff, refuseWords, toCount } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'
import { addRuleSimulate } from './rules-simulate.ts'
import { addRunByHand } from './run-by-hand.ts'

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
  withPages(
    withApiFlags(rules.command('list', { isDefault: true }).description('list rules by name (the default)')),
    50,
  )
    .option('--enabled', 'only those that are switched on')
    .option('--disabled', 'only those that are switched off')
    .option('--when <event>', 'only those that this event starts, for example task.created')
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
  addRuleSimulate(rules, findRule)
  const idOf = async (access: Access, rule: string) => (await findRule(access, rule)).id
  addRunByHand(rules, {
    noun: 'rule',
    argument: 'rule',
    description: 'its id or name',
    path: async (access, rule) => `/v1/rules/${await idOf(access, rule)}/run`,
  })
  addPauses(rules, 'rule', '/v1/rules', '<rule>', 'its id or name', idOf)
}

async function listRules(flags: ApiFlags & PageFlags & OnOff & { when?: string }, command: Command): Promise<void> {
  refuseWords(command)
  const filter = { enabled: enabledOf(flags), when: flags.when }
  const query = { sort: 'name', ...filter, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Rule[]; nextCursor: string | null }>(accessOf(flags), '/v1/rules', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['RULE', 'ON', 'WHEN', 'THEN', 'ID'],
    page.items.map(({ name, enabled, when, then, id }) => [
      name,
      enabled ? 'yes' : 'no',
      whenInWords(when),
      thenOf(then),
      id,
    ]),
    filter.enabled === undefined && filter.when === undefined ? 'No rules yet.' : 'No rules like that.',
  )
  sayMore(command, page.nextCursor)
}

async function showRule(rule: string, flags: ApiFlags): Promise<void> {
  const found = await findRule(accessOf(flags), rule)
  if (flags.json) return printJson(found)
  console.log(`${found.name}  ${found.enabled ? 'on' : 'off'}  version ${found.version}  ${found.id}`)
  console.log(`when ${whenInWords(found.when)}`)
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
  const { id } = await findRule(access, rule)
  const changed = await getJson<Rule>(access, `/v1/rules/${id}`, { method: 'PATCH', body })
  if (flags.json) return printJson(changed)
  console.log(`${changed.name} is changed; that is version ${changed.version}`)
}

async function update(rule: string, flags: ApiFlags, body: object): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findRule(access, rule)
  const changed = await getJson<Rule>(access, `/v1/rules/${id}`, { method: 'PATCH', body })
  if (flags.json) return printJson(changed)
  console.log(`${changed.name} is ${changed.enabled ? 'on' : 'off'}`)
}

async function deleteRule(rule: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id, name } = await findRule(access, rule)
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
  const id = isId(rule) ? rule : (await findRule(access, rule)).id
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
  const { id } = await findRule(access, rule)
  const body = { version: flags.to }
  const changed = await getJson<Rule>(access, `/v1/rules/${id}/revert`, { method: 'POST', body })
  if (flags.json) return printJson(changed)
  console.log(`${changed.name} is what it was in version ${flags.to}; that is version ${changed.version}`)
}

async function ejectRule(rule: string, flags: ApiFlags & { folder?: string }): Promise<void> {
  const access = accessOf(flags)
  const { id, name } = await findRule(access, rule)
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

function readRule(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    throw new UserError(`${file} cannot be read as JSON: ${(error as Error).message}`, { exitCode: 2 })
  }
}

const thenOf = (then: readonly { action: string }[]): string => then.map(({ action }) => action).join(', ')
