import { getJson } from '../api-client.ts'
import { type ApiFlags, accessOf } from '../commands/access-options.ts'
import { printJson, printTable } from '../output.ts'
import { type FieldMap, findMapping } from './find-mapping.ts'

interface Spec {
  key: string
  name: string
  type: string
  readOnly?: boolean
  options?: { value: string; name: string }[]
}

/** Shows which fields there are on both sides of a mapping, and which go together. */
export async function listFields(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id, fields } = await findMapping(access, words)
  const { theirs, ours } = await getJson<{ theirs: Spec[]; ours: Spec[] }>(access, `/v1/mappings/${id}/fields`)
  if (flags.json) return printJson({ theirs, ours, fields })
  printTable(
    ['THERE', 'NAME', 'TYPE', 'HERE', 'VALUES'],
    theirs.map(({ key, name, type, readOnly, options }) => [
      ...[key, name, `${type}${readOnly ? ', read only' : ''}`, mappedTo(fields, key), valuesOf(options, fields, key)],
    ]),
    'The service tells of no fields.',
  )
  const free = ours.filter(({ key }) => !fields.some((field) => field.ours === key))
  if (free.length > 0) console.log(`\nNot mapped here: ${free.map(({ key }) => key).join(', ')}`)
}

const mappedTo = (fields: readonly FieldMap[], key: string) =>
  fields
    .filter(({ theirs }) => theirs === key)
    .map(({ ours, direction }) => `${ours}${direction === 'both' ? '' : ` (${direction})`}`)
    .join(', ')

function valuesOf(options: Spec['options'], fields: readonly FieldMap[], key: string): string {
  const values = fields.find(({ theirs }) => theirs === key)?.values ?? []
  const told = options ?? values.map(({ theirs }) => ({ value: String(theirs), name: String(theirs) }))
  return told
    .map(({ value, name }) => {
      const ours = values.find(({ theirs }) => String(theirs) === value)?.ours
      return `${name === value ? value : `${value} (${name})`}${ours === undefined ? '' : ` = ${ours}`}`
    })
    .join(', ')
}
