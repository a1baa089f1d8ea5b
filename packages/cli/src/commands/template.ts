import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { fromCaller, readConfig } from '../config.ts'
import { readDataFile, writeDataFile } from '../data-files.ts'
import { ago, printJson, printTable } from '../output.ts'
import { type ApplyFlags, bodyOf, projectIdOf, withApplyFlags } from '../template/apply-flags.ts'
import { findTemplate, type Template } from '../template/find-template.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toCount } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Planned {
  readonly key: string
  readonly parent: string | null
  readonly title: string
  readonly startDate: string | null
  readonly dueDate: string | null
  readonly assigneeId: string | null
}

/** Adds `orchestrator template` and its subcommands. */
export function addTemplate(program: Command): void {
  const template = program
    .command('template')
    .description('Templates of tasks, projects and workflows.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator template import launch.yaml
  $ npx orchestrator template preview Launch --var client=Acme --deadline 2027-02-26
  $ npx orchestrator template apply Launch --new-project ACME --var client=Acme --role writer=ada@example.com
  $ npx orchestrator template undo 01a20526-bb65-70ba-9bc0-1f2c5de0bd74`,
    )
  const add = (name: string, description: string) => withApiFlags(template.command(name).description(description))
  withPages(
    withApiFlags(template.command('list', { isDefault: true }).description('list templates (the default)')),
    50,
  ).action(listTemplates)
  withApplyFlags(
    add('preview', 'show what applying a template would make').argument('<template>', 'its name or id'),
  ).action(preview)
  withApplyFlags(add('apply', 'make all that a template describes').argument('<template>', 'its name or id')).action(
    apply,
  )
  add('undo', 'delete what applying a template made, but for what was worked on')
    .argument('<id>', 'what `apply` printed')
    .action(undo)
  add('export', 'write a template into a file of JSON or YAML')
    .argument('<template>', 'its name or id')
    .argument('[file]', 'where to; without it, it is printed')
    .action(exportTemplate)
  add('import', 'make a template of a file')
    .argument('<file>', 'a file of JSON or YAML')
    .option('--replace', 'if there is a template of that name, this is its next version')
    .action(importTemplate)
  add('from-project', 'make a template of a project')
    .argument('<project>', 'its key or id')
    .argument('<name>', 'what the template is called')
    .action(fromProject)
  add('versions', 'list the versions of a template').argument('<template>', 'its name or id').action(versions)
  add('revert', 'make a template what it was')
    .argument('<template>', 'its name or id')
    .argument('<version>', 'which version', toCount)
    .action(revert)
}

async function listTemplates(flags: ApiFlags & PageFlags, command: Command): Promise<void> {
  refuseWords(command)
  const page = await getJson<{ items: Template[]; nextCursor: string | null }>(accessOf(flags), '/v1/templates', {
    query: { limit: flags.limit, cursor: flags.cursor },
  })
  if (flags.json) return printJson(page)
  printTable(
    ['TEMPLATE', 'KIND', 'VERSION', 'CHANGED', 'ID'],
    page.items.map(({ name, kind, version, updatedAt, id }) => [name, kind, String(version), ago(updatedAt), id]),
    'No templates yet.',
  )
  sayMore(command, page.nextCursor)
}

async function preview(name: string, flags: ApiFlags & ApplyFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findTemplate(access, name)
  const body = await bodyOf(access, flags)
  const plan = await getJson<{ tasks: Planned[] }>(access, `/v1/templates/${id}/preview`, { method: 'POST', body })
  if (flags.json) return printJson(plan)
  printTable(
    ['START', 'DUE', 'TASK'],
    plan.tasks.map((task) => [
      task.startDate ?? '–',
      task.dueDate ?? '–',
      `${task.parent === null ? '' : '  '}${task.title}`,
    ]),
    'It would make no tasks.',
  )
}

async function apply(name: string, flags: ApiFlags & ApplyFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findTemplate(access, name)
  const body = await bodyOf(access, flags)
  type Made = { id: string; tasks: unknown[]; stateIds: unknown[]; ruleIds: unknown[] }
  const made = await getJson<Made>(access, `/v1/templates/${id}/apply`, { method: 'POST', body })
  if (flags.json) return printJson(made)
  const counts = [`${made.tasks.length} tasks`, `${made.stateIds.length} states`, `${made.ruleIds.length} rules`]
  console.log(
    `Made ${counts.filter((one) => !one.startsWith('0 ')).join(' and ') || 'nothing'}. To undo it: npx orchestrator template undo ${made.id}`,
  )
}

async function undo(id: string, flags: ApiFlags): Promise<void> {
  type Undone = { kept: { type: string; id: string; reason: string }[] }
  const path = `/v1/template-applications/${encodeURIComponent(id)}/undo`
  const undone = await getJson<Undone>(accessOf(flags), path, { method: 'POST' })
  if (flags.json) return printJson(undone)
  printTable(
    ['KEPT', 'ID', 'WHY'],
    undone.kept.map((one) => [one.type, one.id, one.reason]),
    'Undone; nothing is left of it.',
  )
}

async function exportTemplate(name: string, file: string | undefined, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findTemplate(access, name)
  const exported = await getJson<unknown>(access, `/v1/templates/${id}/export`)
  if (file === undefined) return printJson(exported)
  const path = fromCaller(readConfig(), file)
  await writeDataFile(path, exported)
  console.log(`Wrote ${path}`)
}

async function importTemplate(file: string, flags: ApiFlags & { replace?: boolean }): Promise<void> {
  const access = accessOf(flags)
  const body = readDataFile(file) as { name?: string }
  const { items } = await getJson<{ items: Template[] }>(access, '/v1/templates', { query: { name: body?.name } })
  const [there] = flags.replace ? items : []
  const { description, variables, content } = body as Record<string, unknown>
  const made = there
    ? await getJson<Template>(access, `/v1/templates/${there.id}`, {
        method: 'PATCH',
        body: { description, variables, content },
      })
    : await getJson<Template>(access, '/v1/templates/import', { method: 'POST', body })
  if (flags.json) return printJson(made)
  console.log(`${made.name}, version ${made.version} (${made.id})`)
}

async function fromProject(project: string, name: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const body = { projectId: await projectIdOf(access, project), name }
  const made = await getJson<Template>(access, '/v1/templates/from-project', { method: 'POST', body })
  if (flags.json) return printJson(made)
  console.log(`${made.name}, version ${made.version} (${made.id})`)
}

async function versions(name: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findTemplate(access, name)
  type Versions = { items: { version: number; changedAt: string; actor: { memberId: string } }[] }
  const page = await getJson<Versions>(access, `/v1/templates/${id}/versions`)
  if (flags.json) return printJson(page)
  printTable(
    ['VERSION', 'CHANGED', 'BY'],
    page.items.map(({ version, changedAt, actor }) => [String(version), ago(changedAt), actor.memberId]),
    'No versions.',
  )
}

async function revert(name: string, version: number, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findTemplate(access, name)
  const made = await getJson<Template>(access, `/v1/templates/${id}/revert`, { method: 'POST', body: { version } })
  if (flags.json) return printJson(made)
  console.log(`${made.name} is as in version ${version} again; that is its version ${made.version}`)
}
