import * as z from 'zod'
import type { FieldValue, Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { providerId } from './errors.ts'
import { withMarker } from './marker.ts'

/** GitHub refuses longer ones; ours may be longer. */
const longestTitle = 256
const longestBody = 65_536

export function refuse(field: string, message: string): ProviderError {
  return new ProviderError(providerId, 'invalid', `${field}: ${message}`, { status: 422, fields: [{ field, message }] })
}

export function bodyOf(field: string, value: FieldValue | undefined, marker: string | null): string {
  const body = withMarker(text(field, value ?? null), marker)
  if (body.length > longestBody)
    throw refuse(field, `is longer than ${longestBody} characters, the most that GitHub takes`)
  return body
}

/** By what the API knows people and milestones. */
export interface ApiIds {
  loginOf(userId: string): Promise<string>
  milestoneOf(title: string): Promise<number>
}

/**
 * The fields as the API takes them; `parent` is not one of them.
 * @param marker undefined: the description is not written
 */
export async function toIssueBody(
  fields: Item['fields'],
  marker: string | null | undefined,
  { loginOf, milestoneOf }: ApiIds,
): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    switch (key) {
      case 'title': {
        const title = text(key, value).trim()
        if (title === '') throw refuse(key, 'must not be empty')
        body['title'] = title.length > longestTitle ? `${[...title.slice(0, longestTitle - 1)].join('')}…` : title
        break
      }
      case 'description':
        if (marker !== undefined) body['body'] = bodyOf(key, value, marker)
        break
      case 'state':
        Object.assign(body, stateBody(text(key, value)))
        break
      case 'labels':
        body['labels'] = texts(key, value)
        break
      case 'assignees':
        body['assignees'] = await Promise.all(texts(key, value).map(loginOf))
        break
      case 'milestone':
        body['milestone'] = text(key, value) === '' ? null : await milestoneOf(text(key, value))
        break
      case 'parent':
        break
      default:
        throw refuse(key, 'is no field of an issue')
    }
  }
  return body
}

function stateBody(state: string): { state: string; state_reason?: string } {
  if (state === 'open') return { state: 'open' }
  const reason = /^closed:(completed|not_planned|duplicate)$/.exec(state)?.[1]
  if (reason === undefined) throw refuse('state', `${JSON.stringify(state)} is no state of an issue`)
  return { state: 'closed', state_reason: reason }
}

function text(field: string, value: FieldValue): string {
  if (value === null) return ''
  if (typeof value !== 'string') throw refuse(field, 'must be a text')
  return value
}

function texts(field: string, value: FieldValue): string[] {
  if (value === null) return []
  const list = z.array(z.string()).safeParse(typeof value === 'string' ? [value] : value)
  if (!list.success) throw refuse(field, 'must be a list of texts')
  return [...new Set(list.data)]
}
