import { type Digest, type DueTask, dateIn, type Outlook, type ProjectChanges } from '@orchestrator/domain'
import type { Group, Line, Link } from './letter.ts'

/** Where somebody goes on from an approval or a task; none where nothing may be given to whoever reads along, or there is nothing. */
export type LinksOf = (about: 'approval' | 'task', id: string) => readonly Link[]

/** What a digest of work says, section by section; those that are empty are left out. */
export const digestGroups = (digest: Digest, linksOf: LinksOf = () => []): Group[] => [
  ...waitingGroups(digest, linksOf),
  ...dueGroups(digest, linksOf),
  ...outlookGroups(digest),
  ...changedGroups(digest, linksOf),
]

function waitingGroups({ waiting, timeZone, today }: Digest, linksOf: LinksOf): Group[] {
  const { approvals, mentions, conflicts, connections } = waiting
  const lines: Line[] = [
    ...approvals.items.map(({ id, title, project, expiresAt }) => ({
      mark: 'Approval',
      text: project === null ? title : `${title} – ${project}`,
      aside: expiresAt === null ? null : `by ${instantOf(expiresAt, timeZone, today)}`,
      links: linksOf('approval', id),
    })),
    ...rest('Approval', approvals),
    ...connections.map(({ name, action }) => ({
      mark: 'Connection',
      text: `${name}: ${action}`,
      aside: null,
      urgent: true,
    })),
    ...conflicts.map(({ connection, total }) => ({
      mark: 'Conflict',
      text: `${count(total, 'value')} of ${connection} to be decided`,
      aside: null,
    })),
    ...mentions.items.map(({ title }) => ({ mark: 'Mention', text: title, aside: null })),
    ...rest('Mention', mentions),
  ]
  return lines.length === 0 ? [] : [{ name: 'Waits for you', lines }]
}

const rest = (
  mark: string,
  { items, total }: { readonly items: readonly unknown[]; readonly total: number },
): Line[] => (total > items.length ? [{ mark, text: `… and ${total - items.length} more`, aside: null }] : [])

function dueGroups({ due, today }: Digest, linksOf: LinksOf): Group[] {
  const shown = due.overdue.length + due.today.length + due.week.length
  if (shown === 0) return []
  const more = due.total > shown ? [{ name: null, lines: [], summary: `… and ${due.total - shown} more.` }] : []
  const part = (name: string, tasks: readonly DueTask[], aside: (task: DueTask) => string | null): Group[] =>
    tasks.length === 0
      ? []
      : [
          {
            name,
            part: true,
            lines: tasks.map((task) => ({
              ...taskLine(task, aside(task), name === 'Overdue'),
              links: linksOf('task', task.id),
            })),
          },
        ]
  return [
    { name: 'Due' },
    ...part('Overdue', due.overdue, ({ dueDate }) => day(dueDate, today)),
    ...part('Today', due.today, () => null),
    ...part('This week', due.week, ({ dueDate }) => day(dueDate, today)),
    ...more,
  ]
}

const taskLine = ({ identifier, title, priority }: DueTask, aside: string | null, urgent: boolean): Line => ({
  mark: identifier,
  text: oneLine(priority === 'urgent' || priority === 'high' ? `${title} – ${priority}` : title),
  aside,
  urgent,
})

function outlookGroups({ outlook, today }: Digest): Group[] {
  if (outlook.length === 0) return []
  return [{ name: 'Dates and scope', lines: outlook.map((one) => outlookLine(one, today)) }]
}

function outlookLine(outlook: Outlook, today: string): Line {
  const { kind, name, project, targetDate, open, total, atRisk, moved, health, forecast, added, removed } = outlook
  const words = [
    ...(moved ? [`date moved from ${dayOrNone(moved.from, today)} to ${dayOrNone(moved.to, today)}`] : []),
    ...(health ? [`health ${healthWord(health.from)} → ${healthWord(health.to)}`] : []),
    ...(forecast ? [`forecast ${farDay(forecast.from)} → ${farDay(forecast.to)} (85 %)`] : []),
    ...(added + removed > 0 ? [`scope +${added} −${removed}`] : []),
    `${open} of ${count(total, 'task')} open`,
  ]
  return {
    mark: { project: 'Project', milestone: 'Milestone', cycle: 'Cycle' }[kind],
    text: `${oneLine(kind === 'project' ? name : `${name} – ${project}`)}: ${words.join('; ')}`,
    aside: targetDate === null ? null : day(targetDate, today),
    urgent: atRisk,
  }
}

const healthWord = (health: string | null) =>
  ({ onTrack: 'on track', atRisk: 'at risk', offTrack: 'off track' })[health ?? ''] ?? 'not said'

function changedGroups({ changed, today }: Digest, linksOf: LinksOf): Group[] {
  if (changed.length === 0) return []
  return [{ name: 'Changed' }, ...changed.map((one) => projectGroup(one, today, linksOf))]
}

const projectGroup = (changes: ProjectChanges, today: string, linksOf: LinksOf): Group => {
  const kinds = (['completed', 'created', 'moved', 'canceled'] as const).filter((kind) => changes[kind] > 0)
  return {
    name: oneLine(changes.project),
    part: true,
    summary: kinds.map((kind) => `${changes[kind]} ${kind}`).join(' · '),
    lines: kinds.flatMap((kind) => changeLines(changes, kind, today, linksOf)),
  }
}

/** Those of one kind, and how many there are beside them. */
function changeLines(
  changes: ProjectChanges,
  kind: ProjectChanges['lines'][number]['kind'],
  today: string,
  linksOf: LinksOf,
): Line[] {
  const own = changes.lines.filter((line) => line.kind === kind)
  const hidden = changes[kind] - own.length
  return [
    ...own.map(({ taskId, identifier, title, from, to }) => ({
      mark: identifier,
      text: oneLine(title),
      aside: kind === 'moved' ? `${dayOrNone(from, today)} → ${dayOrNone(to, today)}` : kind,
      links: linksOf('task', taskId),
    })),
    ...(hidden > 0 ? [{ mark: null, text: `… and ${hidden} more ${kind}`, aside: null }] : []),
  ]
}

const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`

const days = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
/** Of another year than today’s with its year. */
const day = (date: string, today: string) => {
  const [year, thisYear] = [date.slice(0, 4), today.slice(0, 4)]
  return `${days.format(new Date(`${date}T00:00:00Z`))}${year === thisYear ? '' : ` ${year}`}`
}
/** A forecast may be years away. */
const farDays = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const farDay = (date: string | null) => (date === null ? 'none' : farDays.format(new Date(`${date}T00:00:00Z`)))
const dayOrNone = (date: string | null, today: string) => (date === null ? 'none' : day(date, today))
const instantOf = (instant: string, timeZone: string, today: string) => {
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone })
  return `${day(dateIn(timeZone, instant), today)}, ${time.format(new Date(instant))}`
}

/** What people wrote takes one line. */
export const oneLine = (text: string) =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300)
    .toWellFormed()
