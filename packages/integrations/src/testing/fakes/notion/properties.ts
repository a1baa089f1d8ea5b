import { invalid } from './answer.ts'
import { joined, richText } from './rich-text.ts'
import type { FakePage, FakeProperty, FakeSource, NotionState } from './state.ts'
import { minute } from './state.ts'

/** A property by its name or its id. */
export function propertyOf(source: FakeSource, key: string): FakeProperty {
  const found = source.properties.find(({ id, name }) => name === key || id === key)
  if (!found) throw invalid(`${key} is not a property that exists.`)
  return found
}

/** Sets what a request gives, all or nothing. */
export function setProperties(state: NotionState, source: FakeSource, page: FakePage, given: unknown): void {
  const entries = Object.entries((given ?? {}) as Record<string, Record<string, unknown>>).map(([key, value]) => {
    const property = propertyOf(source, key)
    if (!Object.hasOwn(value, property.type)) throw invalid(`${property.name} is expected to be ${property.type}.`)
    return [property.id, storedValue(state, property, value[property.type])] as const
  })
  for (const [id, value] of entries) page.values.set(id, value)
}

function storedValue(state: NotionState, property: FakeProperty, value: unknown): unknown {
  const wrong = (should: string) =>
    invalid(`body failed validation: body.properties.${property.name} should be ${should}`)
  switch (property.type) {
    case 'title':
    case 'rich_text':
      return joined(richText(state, value, `body.properties.${property.name}.${property.type}`))
    case 'number':
      if (value !== null && typeof value !== 'number') throw wrong('a number')
      return value
    case 'checkbox':
      if (typeof value !== 'boolean') throw wrong('a boolean')
      return value
    case 'select':
    case 'status':
      return value === null ? null : optionOf(property, value as { id?: string; name?: string }, state)
    case 'multi_select':
      if (!Array.isArray(value) || value.length > 100) throw wrong('an array')
      return value.map((one) => optionOf(property, one, state))
    case 'people': {
      const ids = (value as { id: string }[]).map(({ id }) => id)
      if (!ids.every((id) => state.users.some((user) => user.id === id))) throw wrong('users of the workspace')
      return ids
    }
    case 'relation': {
      const ids = (value as { id: string }[]).map(({ id }) => id)
      for (const id of ids) if (state.page(id).sourceId !== property.to) throw wrong('pages of the related data source')
      return ids
    }
    case 'date': {
      const date = value as { start?: unknown; end?: unknown; time_zone?: string } | null
      if (date === null) return null
      if (typeof date.start !== 'string' || Number.isNaN(Date.parse(date.start))) throw wrong('a date with a start')
      if (typeof date.end === 'string' && date.end.length > 10 !== date.start.length > 10)
        throw wrong('a range of the same kind')
      if (typeof date.end === 'string' && Date.parse(date.end) < Date.parse(date.start))
        throw wrong('a range that does not end before it starts')
      return { start: date.start, end: date.end ?? null, time_zone: date.time_zone ?? null }
    }
    case 'url':
    case 'email':
    case 'phone_number':
      if (value !== null && typeof value !== 'string') throw wrong('a string')
      if (typeof value === 'string' && value.length > 2_000) throw wrong('shorter')
      return value === '' ? null : value
    default:
      throw wrong('not written: it is computed')
  }
}

function optionOf(property: FakeProperty, given: { id?: string; name?: string }, state: NotionState) {
  property.options ??= []
  const found = property.options.find(({ id, name }) => id === given.id || name === given.name)
  if (found) return found.id
  if (given.name === undefined || property.type === 'status')
    throw invalid(`${property.name} has no option ${JSON.stringify(given.name ?? given.id)}`)
  if (given.name.includes(',') || given.name === '' || given.name.length > 100)
    throw invalid(`Invalid ${property.type} value for property “${property.name}”: commas are not allowed`)
  const option = { id: state.nextId(), name: given.name, color: 'default' }
  property.options.push(option)
  return option.id
}

export function dressProperties(state: NotionState, source: FakeSource, page: FakePage): Record<string, unknown> {
  return Object.fromEntries(
    source.properties.map((property) => [
      property.name,
      { id: property.id, type: property.type, ...told(state, property, page) },
    ]),
  )
}

function told(state: NotionState, property: FakeProperty, page: FakePage): Record<string, unknown> {
  const value = page.values.get(property.id)
  const option = (id: unknown) => property.options?.find((one) => one.id === id) ?? null
  const user = (id: unknown) => dressUser(state, String(id))
  switch (property.type) {
    case 'title':
    case 'rich_text':
      return { [property.type]: value ?? [] }
    case 'checkbox':
      return { checkbox: value ?? false }
    case 'select':
    case 'status':
      return { [property.type]: value ? option(value) : null }
    case 'multi_select':
      return { multi_select: ((value ?? []) as string[]).map(option) }
    case 'people':
      return { people: ((value ?? []) as string[]).map(user) }
    case 'relation': {
      const all = ((value ?? []) as string[]).map((id) => ({ id }))
      return { relation: all.slice(0, 25), has_more: all.length > 25 }
    }
    case 'created_time':
      return { created_time: minute(page.created) }
    case 'created_by':
      return { created_by: user(page.createdBy.id) }
    case 'unique_id':
      return { unique_id: { prefix: 'TASK', number: page.number } }
    case 'formula':
      return { formula: { type: 'number', number: page.number * 2 } }
    default:
      return { [property.type]: value ?? null }
  }
}

export function dressUser(state: NotionState, id: string): unknown {
  const user = state.users.find((one) => one.id === id)
  if (!user) return { object: 'user', id }
  return {
    ...{ object: 'user', id, name: user.name, avatar_url: null, type: user.type },
    ...(user.type === 'person' ? { person: { email: user.email } } : { bot: { workspace_name: 'Acme' } }),
  }
}
