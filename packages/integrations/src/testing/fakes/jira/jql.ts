import type { FakeIssue, FakeUser, JiraState } from './state.ts'

/** Clauses joined by AND, and one ORDER BY: the part of JQL that is asked here. Times are those of the user's zone, in minutes. */
export function runJql(state: JiraState, jql: string, user: FakeUser, reconciled: readonly number[] = []): FakeIssue[] {
  const [where = '', order = ''] = jql.split(/\s+ORDER\s+BY\s+/i)
  const clauses = where.split(/\s+AND\s+/i).map((text) => clause(state, plain(text), user))
  const now = new Map(state.indexed().map((issue) => [issue.id, issue]))
  // What is asked to be reconciled is as it is, not as the index knows it.
  for (const id of reconciled.map(String)) {
    const issue = state.issues.get(id)
    if (issue) now.set(id, issue)
    else now.delete(id)
  }
  const found = [...now.values()].filter(
    (issue) => state.project(issue.projectId, user) && clauses.every((holds) => holds(issue)),
  )
  const sorts = order === '' ? [] : order.split(',').map((one) => one.trim().split(/\s+/))
  return found.sort((a, b) => {
    for (const [field, direction] of sorts) {
      const difference = placeOf(a, field) - placeOf(b, field)
      if (difference !== 0) return direction?.toUpperCase() === 'DESC' ? -difference : difference
    }
    return Number(a.id) - Number(b.id)
  })
}

function placeOf(issue: FakeIssue, field: string | undefined): number {
  if (field === 'updated') return issue.updated
  if (field === 'created') return issue.created
  if (field === 'key') return issue.number
  throw new JqlError(`Field '${field}' cannot be sorted by here.`)
}

/** Without parentheses around it; those of a list stay. */
const plain = (text: string) =>
  text
    .trim()
    .replace(/^\(/, '')
    .replace(/(?<!IN \([\d, ]*)\)$/i, '')
    .trim()

export class JqlError extends Error {}

function clause(state: JiraState, text: string, user: FakeUser): (issue: FakeIssue) => boolean {
  const [, list] = /^id\s+IN\s+\(([\d, ]+)\)$/i.exec(text) ?? []
  if (list !== undefined) {
    const ids = list.split(', ')
    const unknown = ids.find((id) => !state.issues.has(id))
    if (unknown) throw new JqlError(`A value with ID '${unknown}' does not exist for the field 'id'.`)
    return ({ id }) => ids.includes(id)
  }
  const [, field, operator, raw] = /^(\w+)\s*(>=|<=|!=|=)\s*("[^"]*"|[\w-]+)$/.exec(text) ?? []
  if (field === undefined || raw === undefined) throw new JqlError(`Error in the JQL Query: '${text}'.`)
  const value = raw.replaceAll('"', '')
  if (field === 'project') {
    const project = state.project(value, user)
    if (!project) throw new JqlError(`The value '${value}' does not exist for the field 'project'.`)
    return (issue) => issue.projectId === project.id
  }
  if (field === 'updated' || field === 'created') {
    const at = zoned(value, user.timeZone)
    return (issue) => (operator === '<=' ? issue[field] <= at : issue[field] >= at)
  }
  if (field === 'labels') return (issue) => (issue.fields['labels'] as string[]).includes(value) === (operator === '=')
  throw new JqlError(`Field '${field}' does not exist or you do not have permission to view it.`)
}

/** `2026/11/28 14:53` in a zone. Of an hour that comes twice it is the later one. */
function zoned(text: string, timeZone: string): number {
  const [, year, month, day, hour = '00', minute = '00'] =
    /^(\d{4})[/-](\d\d)[/-](\d\d)(?: (\d\d):(\d\d))?$/.exec(text) ?? []
  if (year === undefined)
    throw new JqlError(`Date value '${text}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm'.`)
  const asUtc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`)
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  })
  const wanted = format.format(asUtc - offsetOf(asUtc, timeZone))
  const candidates = [-1, 0, 1].map((hours) => asUtc - offsetOf(asUtc + hours * 3_600_000, timeZone))
  return Math.max(...candidates.filter((at) => format.format(at) === wanted))
}

function offsetOf(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  const [, sign = '+', hours = '0', minutes = '0'] =
    /GMT([+-])?(\d+)?:?(\d+)?/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
