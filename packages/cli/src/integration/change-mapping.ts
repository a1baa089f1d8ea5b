import { getJson } from '../api-client.ts'
import { type ApiFlags, accessOf } from '../commands/access-options.ts'
import { readJson } from '../json-input.ts'
import { printJson } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type FieldMap, findMappingToChange } from './find-mapping.ts'
import { readMoves } from './read-moves.ts'

export interface MappingFlags extends ApiFlags {
  readonly field?: readonly string[]
  readonly drop?: readonly string[]
  readonly value?: readonly string[]
  readonly policy?: readonly string[]
  readonly filter?: string
  readonly filterIn?: string
  readonly query?: string
  readonly direction?: string
  readonly comments?: boolean
  readonly timeEntries?: boolean
  readonly deletedThere?: string
  readonly deletedHere?: string
  readonly move?: readonly string[]
  readonly file?: string
}

/** Changes a mapping: what is not said stays as it is. */
export async function changeMapping(words: string, flags: MappingFlags): Promise<void> {
  const access = accessOf(flags)
  const { id, fields, version } = await findMappingToChange(access, words)
  const said: Record<string, unknown> = { ...fromFile(flags.file), ...withoutFields(flags) }
  const given = changedFields((said['fields'] as FieldMap[] | undefined) ?? fields, flags)
  const body = { ...said, ...(given !== null && { fields: given }) }
  if (Object.keys(body).length === 0)
    throw new UserError('Say what is to change.', { hint: 'See: npx orchestrator mapping set --help', exitCode: 2 })
  // Somebody else may have changed it since it was read.
  const changed = await getJson<{ containerKey: string }>(access, `/v1/mappings/${id}`, {
    method: 'PATCH',
    body: { baseVersion: version, ...body },
  })
  if (flags.json) return printJson(changed)
  console.log(`${changed.containerKey}: ${Object.keys(body).join(', ')} changed`)
}

function fromFile(path: string | undefined): Record<string, unknown> {
  if (path === undefined) return {}
  const read = readJson(path === '-' ? '-' : `@${path}`, '--file')
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Record<string, unknown>
  throw new UserError('--file is to hold an object, e.g. { "filter": null }.', { exitCode: 2 })
}

function withoutFields({
  filter,
  filterIn,
  query,
  direction,
  comments,
  timeEntries,
  deletedThere,
  deletedHere,
  move,
}: MappingFlags) {
  const moves = move && readMoves(move)
  const given = { direction, comments, timeEntries, deletedThere, deletedHere, moves }
  const orNone = { filter, filterIn, query }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...Object.fromEntries(
      Object.entries(orNone).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value === 'none' ? null : value]],
      ),
    ),
  }
}

/**
 * The fields as they are to be; null: they stay.
 * @throws UserError for words that say no field
 */
export function changedFields(
  fields: readonly FieldMap[],
  { field = [], drop = [], value = [], policy = [] }: Pick<MappingFlags, 'field' | 'drop' | 'value' | 'policy'>,
): FieldMap[] | null {
  if (field.length + drop.length + value.length + policy.length === 0) return null
  let all = fields.map((one) => ({ ...one }))
  for (const name of drop) {
    one(all, name, '--drop')
    all = all.filter(({ theirs, ours }) => theirs !== name && ours !== name)
  }
  for (const words of field) {
    const [, theirs, ours, direction = 'both'] = /^([^=]+)=([^:]+)(?::(both|in|out))?$/.exec(words) ?? []
    if (theirs === undefined || ours === undefined)
      throw new UserError(`--field is theirs=ours, with :in or :out if it goes one way alone: ${words}`, {
        exitCode: 2,
      })
    const known = all.find((each) => each.theirs === theirs && each.ours === ours)
    if (known) known.direction = direction
    else all.push({ theirs, ours, direction, policy: 'newest' })
  }
  for (const words of value) {
    const [, name, theirs, ours] = /^([^:]+):(.+)=([^=]+)$/.exec(words) ?? []
    if (name === undefined || theirs === undefined || ours === undefined)
      throw new UserError(`--value is field:theirs=ours, e.g. state:open=started: ${words}`, { exitCode: 2 })
    const of = one(all, name, '--value')
    of.values = [...(of.values ?? []).filter((each) => String(each.theirs) !== theirs), { theirs, ours }]
  }
  for (const words of policy) {
    const [, name, who] = /^([^=]+)=(ours|theirs|newest|ask)$/.exec(words) ?? []
    if (name === undefined || who === undefined)
      throw new UserError(`--policy is field=ours, theirs, newest or ask: ${words}`, { exitCode: 2 })
    one(all, name, '--policy').policy = who
  }
  return all
}

/** By its name here or there. */
function one(fields: readonly FieldMap[], name: string, flag: string): FieldMap {
  const found = fields.find(({ theirs, ours }) => theirs === name || ours === name)
  if (found) return found
  throw new UserError(`${flag}: no field “${name}” is mapped.`, {
    hint: `There are: ${fields.map(({ ours }) => ours).join(', ')}`,
    exitCode: 2,
  })
}
