import type { EntityKind } from '../commands/entities.ts'
import { shortened } from '../storable-text.ts'
import type { Values } from './values.ts'

/** What something is called; its id where that is not known. */
export type Names = (kind: EntityKind, id: unknown) => string

const mostWords = 80

export const quoted = (text: unknown): string =>
  `“${shortened(String(text).replaceAll(/\s+/g, ' ').trim(), mostWords)}”`

/** Fields whose values are said by their names, and what kind of thing they name. */
const references: Readonly<Record<string, EntityKind>> = {
  ...{ assigneeId: 'member', leadId: 'member', parentId: 'task', cycleId: 'cycle', milestoneId: 'milestone' },
  ...{ stateId: 'state', projectId: 'project' },
}
/** What is too long, or says too little, to be shown. */
const unsaid = new Set(['description', 'goal', 'rank', 'when', 'if', 'then', 'flow', 'scopes'])

/** `Set priority high, due date 2026-12-01, no parent, another description`. */
export function setInWords(data: Values, names: Names): string {
  const said = Object.entries(data).flatMap(([field, value]) =>
    field === 'id' || value === undefined ? [] : fieldInWords(field, value, names),
  )
  return said.length === 0 ? 'Change nothing' : `Set ${said.join(', ')}`
}

function fieldInWords(field: string, value: unknown, names: Names): string[] {
  const label = labelOf(field)
  const kind = references[field]
  if (field === 'addTags' || field === 'removeTags')
    return (value as string[]).map((tag) => `${field === 'addTags' ? '' : 'no '}tag ${tag}`)
  if (unsaid.has(field)) return [`another ${label}`]
  if (value === null) return [`no ${label}`]
  if (kind !== undefined) return [`${label} ${names(kind, value)}`]
  if (Array.isArray(value)) return [`${label} ${value.length === 0 ? 'none' : value.map(String).join(' ')}`]
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, part]) => fieldInWords(key, part, () => String(part)))
  return [`${label} ${typeof value === 'string' && /\s/.test(value) ? quoted(value) : String(value)}`]
}

/** `dueDate` is said as `due date`, `assigneeId` as `assignee`. */
const labelOf = (field: string) =>
  field.replace(/Id$/, '').replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
