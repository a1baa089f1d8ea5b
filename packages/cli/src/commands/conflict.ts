import { type Command, Option } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { findConnection } from '../integration/find-connection.ts'
import { cut, printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toEntityId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Conflict {
  id: string
  entityKind: string
  entityId: string
  field: string
  ours: unknown
  theirs: unknown
  status: string
  choice: string | null
}

/** Adds `orchestrator conflict` and its subcommands. */
export function addConflict(program: Command): void {
  const conflict = program
    .command('conflict')
    .description('Fields that both sides changed to different values, for which a person decides.')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx orchestrator conflict resolve 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 theirs',
    )
  withPages(
    withApiFlags(
      conflict.command('list', { isDefault: true }).description('list conflicts, newest first (the default)'),
    ),
  )
    .addOption(
      new Option('--status <status>', 'only of this status').choices(['open', 'resolved', 'gone']).default('open'),
    )
    .option('--connection <connection>', 'only of this connection: its name or id')
    .option('--project <project>', 'only of this project: its key or id')
    .action(listConflicts)
  withApiFlags(
    conflict
      .command('resolve')
      .description('decide: both sides get the value of this one')
      .argument('<id>', 'id of the conflict', toEntityId)
      .argument('<side>', 'ours or theirs', toSide),
  ).action(resolve)
}

function toSide(text: string): string {
  if (text !== 'ours' && text !== 'theirs') throw new UserError('Give ours or theirs.', { exitCode: 2 })
  return text
}

type ListFlags = ApiFlags & PageFlags & { status: string; connection?: string; project?: string }

async function listConflicts(flags: ListFlags, command: Command): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const query = {
    sort: '-createdAt',
    status: flags.status,
    connectionId: flags.connection === undefined ? undefined : (await findConnection(access, flags.connection)).id,
    projectId: flags.project === undefined ? undefined : await projectIdOf(access, flags.project),
    limit: flags.limit,
    cursor: flags.cursor,
  }
  const page = await getJson<{ items: Conflict[]; nextCursor: string | null }>(access, '/v1/sync-conflicts', { query })
  if (flags.json) return printJson(page)
  const names = await taskNames(access, page.items)
  printTable(
    ['CONFLICT', 'OF', 'FIELD', 'OURS', 'THEIRS'],
    page.items.map(({ id, entityKind, entityId, field, ours, theirs }) => [
      ...[id, names.get(entityId) ?? `${entityKind} ${entityId}`, field, inWords(ours), inWords(theirs)],
    ]),
    flags.status === 'open' ? 'Nobody has to decide anything.' : 'No conflicts like that.',
  )
  sayMore(command, page.nextCursor)
}

/** What people call the tasks that conflicts are of; one that was deleted has no name. */
async function taskNames(access: Access, conflicts: readonly Conflict[]): Promise<Map<string, string>> {
  const tasks = conflicts.flatMap(({ entityKind, entityId }) => (entityKind === 'task' ? [entityId] : []))
  const named = [...new Set(tasks)].map(async (id) => {
    const task = await getJson<{ identifier: string }>(access, `/v1/tasks/${id}`).catch(() => undefined)
    return [id, task?.identifier ?? `task ${id}`] as const
  })
  return new Map(await Promise.all(named))
}

const inWords = (value: unknown) =>
  cut(typeof value === 'string' ? value : JSON.stringify(value), 40).replaceAll('\n', ' ')

async function resolve(id: string, choice: string, flags: ApiFlags): Promise<void> {
  const decided = await getJson<Conflict>(accessOf(flags), `/v1/sync-conflicts/${id}/resolve`, { body: { choice } })
  if (flags.json) return printJson(decided)
  console.log(`${decided.field}: both sides get ${choice === 'ours' ? 'our' : 'their'} value`)
}
