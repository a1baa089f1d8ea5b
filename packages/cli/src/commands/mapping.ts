import { type Command, Option } from 'commander'
import { type Access, callApi, getJson } from '../api-client.ts'
import { changeMapping } from '../integration/change-mapping.ts'
import { findConnection, keepsInStep } from '../integration/find-connection.ts'
import { containerIdOf } from '../integration/find-container.ts'
import { findMapping, findMappingToChange, type Mapping } from '../integration/find-mapping.ts'
import { followBackfill } from '../integration/follow-backfill.ts'
import { type Backfill, backfillInWords } from '../integration/health-in-words.ts'
import { listFields } from '../integration/list-fields.ts'
import { readMoves } from '../integration/read-moves.ts'
import { cut, printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

/** Adds `orchestrator mapping` and its subcommands. */
export function addMapping(program: Command): void {
  const mapping = program
    .command('mapping')
    .description('Projects that are kept in step with repositories, boards, databases or channels.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator mapping add github acme/shop --project HELLO --backfill --follow
  $ npx orchestrator mapping backfill acme/shop pause`,
    )
  const one = (name: string, description: string) =>
    withApiFlags(
      mapping.command(name).description(description).argument('<mapping>', 'its id, or what is mapped, e.g. acme/shop'),
    )
  withPages(
    withApiFlags(mapping.command('list', { isDefault: true }).description('list mappings, newest first (the default)')),
  )
    .option('--connection <connection>', 'only of this connection: its name or id')
    .option('--project <project>', 'only of this project: its key or id')
    .action(listMappings)
  withApiFlags(
    mapping
      .command('add')
      .description('keep a project in step with something of a connected service')
      .argument('<connection>', 'its name or id')
      .argument('<container>', 'what of the service: its name there, e.g. acme/shop, or its id'),
  )
    .requiredOption('--project <project>', 'its key or id')
    .option('--filter <condition>', 'only tasks that meet this condition in CEL are sent there')
    .option('--filter-in <condition>', 'only items that meet this condition in CEL come in')
    .option('--query <query>', 'only items that this finds come in, in the language of the service, e.g. JQL')
    .addOption(
      new Option('--direction <direction>', 'in: from there alone; out: from here alone').choices([
        'both',
        'in',
        'out',
      ]),
    )
    .option(
      '--move <when=status...>',
      'where tasks move with their pull requests, e.g. merged=completed; a state by its id, or none',
    )
    .option('--backfill', 'bring over what is there already')
    .option('--follow', 'with --backfill: print how it comes along, until it is done')
    .option('--disabled', 'do nothing yet: look with `mapping preview` first')
    .action(addOne)
  one('show', 'what is kept in step, field by field').action(show)
  one('fields', 'see which fields there are on both sides, and which go together').action(listFields)
  one('set', 'change what is kept in step, and how; what you do not say stays')
    .option(
      '--field <theirs=ours...>',
      'keep these in step; with :in or :out one way alone, e.g. milestone=milestoneId:in',
    )
    .option('--drop <field...>', 'keep these no longer in step; by the name here or there')
    .option('--value <field:theirs=ours...>', 'which value there is which here, e.g. state:open=started')
    .option('--policy <field=policy...>', 'who wins when both sides changed it: ours, theirs, newest or ask')
    .option('--filter <condition>', 'only tasks that meet this condition in CEL are sent there; none: all')
    .option('--filter-in <condition>', 'only items that meet this condition in CEL come in; none: all')
    .option('--query <query>', 'only items that this finds come in, e.g. JQL; none: as the connection says')
    .addOption(new Option('--direction <direction>', 'of the whole mapping').choices(['both', 'in', 'out']))
    .option('--comments', 'comments go along')
    .option('--no-comments', 'they do not')
    .option('--time-entries', 'logged time goes along')
    .option('--no-time-entries', 'it does not')
    .addOption(new Option('--deleted-there <what>', 'what becomes of its task here').choices(afterDeletion))
    .addOption(new Option('--deleted-here <what>', 'what becomes of its item there').choices(afterDeletion))
    .option('--move <when=status...>', 'where tasks move with their pull requests')
    .option('--file <path>', 'all of it as JSON, as PATCH /v1/mappings/{id} takes it; - reads it from the input')
    .action(changeMapping)
  one('preview', 'see what it would do with the first 20 things of each side; nothing is written').action(preview)
  one('enable', 'begin with it').action((id: string, flags: ApiFlags) => switchTo(id, flags, true))
  one('disable', 'do nothing for now').action((id: string, flags: ApiFlags) => switchTo(id, flags, false))
  one('remove', 'keep it no longer in step; tasks and items stay').action(remove)
  one('backfill', 'bring over what was there before; hold that, or go on')
    .argument('[action]', 'start, pause or resume', toAction, 'start')
    .option('--restore', 'also what is left out since its task was deleted here, as new tasks')
    .option('--follow', 'print how it comes along, until it is done')
    .action(backfill)
}

const afterDeletion = ['keep', 'close', 'delete']
const actions = ['start', 'pause', 'resume']

function toAction(text: string): string {
  if (!actions.includes(text)) throw new UserError(`Give one of ${actions.join(', ')}.`, { exitCode: 2 })
  return text
}

type ListFlags = ApiFlags & PageFlags & { connection?: string; project?: string }

async function listMappings(flags: ListFlags, command: Command): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const query = {
    sort: '-createdAt',
    connectionId: flags.connection === undefined ? undefined : (await findConnection(access, flags.connection)).id,
    projectId: flags.project === undefined ? undefined : await projectIdOf(access, flags.project),
    limit: flags.limit,
    cursor: flags.cursor,
  }
  const page = await getJson<{ items: Mapping[]; nextCursor: string | null }>(access, '/v1/mappings', { query })
  if (flags.json) return printJson(page)
  const keys = await projectKeys(access, page.items)
  printTable(
    ['MAPPING', 'ON', 'DIRECTION', 'PROJECT', 'WITH'],
    page.items.map(({ id, enabled, direction, projectId, containerKey }) => [
      ...[id, enabled ? 'yes' : 'no', direction, keys.get(projectId) ?? projectId, containerKey],
    ]),
    flags.connection === undefined && flags.project === undefined
      ? 'No mappings yet. Make one: npx orchestrator mapping add --help'
      : 'No mappings like that.',
  )
  sayMore(command, page.nextCursor)
}

/** What people call the projects of some mappings. */
async function projectKeys(access: Access, mappings: readonly Mapping[]): Promise<Map<string, string>> {
  const ids = [...new Set(mappings.map(({ projectId }) => projectId))]
  const projects = await Promise.all(ids.map((id) => getJson<{ key: string }>(access, `/v1/projects/${id}`)))
  return new Map(projects.map(({ key }, i) => [ids[i] ?? '', key]))
}

type AddFlags = ApiFlags & {
  project: string
  filter?: string
  filterIn?: string
  query?: string
  direction?: string
  move?: string[]
  backfill?: boolean
  follow?: boolean
  disabled?: boolean
}

async function addOne(connection: string, container: string, flags: AddFlags): Promise<void> {
  const access = accessOf(flags)
  const { id: connectionId, provider } = await findConnection(access, connection)
  const body = {
    connectionId,
    projectId: await projectIdOf(access, flags.project),
    containerId: await containerIdOf(access, connectionId, container),
    ...(flags.filter !== undefined && { filter: flags.filter }),
    ...(flags.filterIn !== undefined && { filterIn: flags.filterIn }),
    ...(flags.query !== undefined && { query: flags.query }),
    ...(flags.direction !== undefined && { direction: flags.direction }),
    ...(flags.move && { moves: readMoves(flags.move) }),
    ...(flags.disabled && { enabled: false }),
  }
  const made = await getJson<Mapping & { earlier: Earlier }>(access, '/v1/mappings', { body })
  if (flags.backfill)
    await getJson(access, `/v1/mappings/${made.id}/backfill`, { method: 'POST', body: { action: 'start' } })
  if (flags.json) return printJson(made)
  const both = `${flags.project} and ${made.containerKey}`
  console.log(flags.disabled ? `${both} are mapped: ${made.id}` : `${both} are kept in step: ${made.id}`)
  const { takenUp, elsewhere } = made.earlier
  if (takenUp > 0) console.log(`${takenUp} tasks that were linked before are linked again.`)
  for (const line of elsewhereInWords(elsewhere)) console.log(line)
  if (flags.disabled)
    console.log(
      `Nothing is done yet. Look: npx orchestrator mapping preview ${made.id}\nThen begin: npx orchestrator mapping enable ${made.id}`,
    )
  else if (flags.backfill && flags.follow) await followBackfill(access, connectionId, made.id)
  else if (!flags.backfill && keepsInStep({ provider }))
    console.log(`What is there already: npx orchestrator mapping backfill ${made.id}`)
}

interface Earlier {
  takenUp: number
  elsewhere: { projectKey: string; items: number; mapped: boolean }[]
}

const elsewhereInWords = (elsewhere: Earlier['elsewhere']): string[] =>
  elsewhere.map(
    ({ projectKey, items, mapped }) =>
      `${items} of its things ${mapped ? 'are' : 'were'} linked to tasks of ${projectKey}. Those stay as they are; a backfill makes each a task of this project too.`,
  )

async function show(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const mapping = await findMapping(access, words)
  if (flags.json) return printJson(mapping)
  const { containerKey, projectId, direction, enabled, filter, filterIn, query, fields } = mapping
  const key = (await projectKeys(access, [mapping])).get(projectId)
  console.log(`${containerKey} and the project ${key}: ${direction}${enabled ? '' : ', switched off'}`)
  if (filter !== null) console.log(`only ${filter}`)
  if (filterIn !== null) console.log(`only items that meet ${filterIn} come in`)
  if (query !== null) console.log(`only items that ${query} finds come in`)
  printTable(
    ['THERE', 'HERE', 'DIRECTION', 'IN CONFLICT'],
    fields.map((field) => [field.theirs, field.ours, field.direction, field.policy]),
    'No fields.',
  )
}

interface Previewed {
  side: string
  name: string
  action: string
  reason: string | null
  fields: Record<string, unknown>
  unknown: string[]
}

const inWords: Readonly<Record<string, string>> = {
  make: 'would be made',
  linked: 'is linked already',
  left_out: 'would be left out',
  direction: 'would be left out, by the direction',
  filter: 'would be left out, by the filter',
  deleted_here: 'is left out: its task was deleted here',
  archived: 'is left as it is: its task is archived',
}

async function preview(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findMapping(access, words)
  const found = await getJson<{
    there: Previewed[]
    here: Previewed[]
    total: number | null
    elsewhere: Earlier['elsewhere']
  }>(access, `/v1/mappings/${id}/preview`, { method: 'POST' })
  if (flags.json) return printJson(found)
  printTable(
    ['WHERE', 'WHAT', 'WHAT OF IT', 'ON THE OTHER SIDE'],
    [...found.there, ...found.here].map(({ side, name, action, reason, fields, unknown }) => [
      ...[side, cut(name, 60), inWords[reason ?? action] ?? action],
      `${cut(JSON.stringify(fields), 100)}${unknown.length > 0 ? ` without ${unknown.join(', ')}` : ''}`,
    ]),
    'There is nothing on either side.',
  )
  if (found.total !== null)
    console.log(`\nOf ${found.total} there the first ${found.there.length}. Nothing was written.`)
  for (const line of elsewhereInWords(found.elsewhere)) console.log(line)
  if (found.there.some(({ reason }) => reason === 'deleted_here'))
    console.log(`What is left out comes back with: npx orchestrator mapping backfill ${id} --restore`)
}

async function switchTo(words: string, flags: ApiFlags, enabled: boolean): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findMappingToChange(access, words)
  const changed = await getJson<Mapping>(access, `/v1/mappings/${id}`, { method: 'PATCH', body: { enabled } })
  if (flags.json) return printJson(changed)
  console.log(`${changed.containerKey} is ${changed.enabled ? 'on' : 'off'}`)
}

async function remove(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findMappingToChange(access, words)
  await callApi(access, `/v1/mappings/${id}`, { method: 'DELETE' })
  if (flags.json) return printJson({ id, deleted: true })
  console.log(`${id} is removed; tasks and items stay as they are`)
}

async function backfill(
  words: string,
  action: string,
  flags: ApiFlags & { restore?: boolean; follow?: boolean },
): Promise<void> {
  const access = accessOf(flags)
  const { id, connectionId } = await findMappingToChange(access, words)
  const health = await getJson<{ containerKey: string; leftOut: number; backfill: Backfill }>(
    access,
    `/v1/mappings/${id}/backfill`,
    { body: { action, ...(flags.restore && { restore: true }) } },
  )
  if (flags.json) return printJson(health)
  if (flags.follow) return followBackfill(access, connectionId, id)
  console.log(`${health.containerKey}: ${backfillInWords(health.backfill)}`)
  if (health.leftOut > 0 && !flags.restore)
    console.log(`${health.leftOut} stay left out, for their tasks were deleted here; --restore makes these anew.`)
  if (health.backfill.state === 'running')
    console.log(`See how it comes along: npx orchestrator connection show ${connectionId}`)
}
