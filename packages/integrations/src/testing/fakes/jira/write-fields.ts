import type { AdfNode } from '../../../connectors/jira/adf/adf.ts'
import { adfFault } from './adf-schema.ts'
import {
  customFields,
  type FakeIssue,
  type FakeProject,
  type FakeUser,
  issueTypes,
  type JiraState,
  priorities,
  severities,
  systemFields,
} from './state.ts'

export type Errors = Record<string, string>

type Values = Readonly<Record<string, unknown>>
const of = (value: unknown, key: string) => (value as Values | null | undefined)?.[key]

export const screenOf = ({ without }: FakeProject): string[] =>
  [...systemFields, ...customFields.map(({ id }) => id)].filter((id) => !without.includes(id))

/** What an issue's fields become; nothing is written when there is an error. */
export function readFields(
  state: JiraState,
  { project, now, given, user }: { project: FakeProject; now: FakeIssue | null; given: Values; user: FakeUser },
): { fields: Record<string, unknown>; errors: Errors } {
  const errors: Errors = {}
  const fields: Record<string, unknown> = { ...(now?.fields ?? defaults(user)) }
  const screen = screenOf(project)
  for (const [name, value] of Object.entries(given)) {
    if (!screen.includes(name) || name === 'customfield_10020')
      errors[name] = `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`
    else {
      const read = readField(state, name, value)
      if ('error' in read) errors[name] = read.error
      else if (name !== 'project') fields[name] = read.value
    }
  }
  if (now === null && !('summary' in given)) errors['summary'] = 'You must specify a summary of the issue.'
  const parent = typeof fields['parent'] === 'string' ? state.issues.get(fields['parent']) : undefined
  const level = (id: unknown) => issueTypes.find((type) => type.id === id)?.hierarchyLevel ?? 0
  if (parent && level(parent.fields['issuetype']) - 1 !== level(fields['issuetype']))
    errors['parentId'] = 'Given parent work item does not belong to appropriate hierarchy.'
  return { fields, errors }
}

const defaults = ({ accountId }: FakeUser) => ({
  ...{
    summary: '',
    description: null,
    status: '10010',
    priority: '3',
    labels: [],
    assignee: null,
    reporter: accountId,
  },
  ...{ duedate: null, ...Object.fromEntries(customFields.map(({ id }) => [id, null])) },
})

type Read = { readonly value: unknown } | { readonly error: string }

function readField(state: JiraState, name: string, value: unknown): Read {
  const isUser = (id: unknown) => state.users.some(({ accountId }) => accountId === id)
  const rich = (): Read => {
    if (value === null) return { value: null }
    const fault = typeof value === 'object' ? adfFault(value as AdfNode) : 'no document'
    if (fault === null) return { value }
    return { error: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' }
  }
  const user = (): Read => {
    const id = of(value, 'accountId')
    if (value === null || id === null) return { value: null }
    return isUser(id) ? { value: id } : { error: `User '${id}' cannot be assigned issues.` }
  }
  const among = (options: readonly { id: string }[], kept: (id: string) => unknown): Read => {
    if (value === null) return { value: null }
    const id = String(of(value, 'id'))
    return options.some((one) => one.id === id) ? { value: kept(id) } : { error: `Specify a valid 'id' for ${name}` }
  }
  switch (name) {
    case 'summary':
      if (typeof value !== 'string' || value.trim() === '') return { error: 'You must specify a summary of the issue.' }
      if (value.includes('\n')) return { error: 'The summary is invalid because it contains newline characters.' }
      return value.length > 255 ? { error: 'Summary must be less than 255 characters.' } : { value: value.trim() }
    case 'description':
    case 'customfield_10044':
      return rich()
    case 'issuetype':
      return among(issueTypes, (id) => id)
    case 'priority':
      return among(priorities, (id) => id)
    case 'customfield_10042':
      return among(severities, (id) => severities.find((one) => one.id === id))
    case 'customfield_10043': {
      const ids = (value as Values[] | null)?.map(({ id }) => id) ?? []
      return { value: severities.filter(({ id }) => ids.includes(id)) }
    }
    case 'assignee':
    case 'reporter':
    case 'customfield_10046':
      return user()
    case 'parent': {
      if (value === null) return { value: null }
      const id = String(of(value, 'id'))
      return state.issues.has(id) ? { value: id } : { error: 'Could not find issue by id or key.' }
    }
    case 'labels': {
      const spaced = (value as string[]).find((label) => /\s/.test(label))
      if (spaced !== undefined) return { error: `The label '${spaced}' contains spaces which is invalid.` }
      return { value: [...new Set(value as string[])].sort() }
    }
    case 'duedate':
    case 'customfield_10045':
      if (value === null || /^\d{4}-\d\d-\d\d$/.test(String(value))) return { value }
      return { error: `Error parsing date string: ${String(value)}` }
    case 'timetracking': {
      const [, amount] = /^(\d+)m$/.exec(String(of(value, 'originalEstimate'))) ?? []
      return amount === undefined ? { error: 'The original estimate is invalid.' } : { value: Number(amount) * 60 }
    }
    case 'customfield_10016':
    case 'customfield_10048':
      return value === null || typeof value === 'number' ? { value } : { error: `Field '${name}' must be a number` }
    default:
      return { value }
  }
}
