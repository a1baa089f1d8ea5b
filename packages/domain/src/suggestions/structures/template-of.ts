import { daysBetween } from '../../calendar/calendar-date.ts'
import { dateIn } from '../../calendar/local-time.ts'
import { mostDaysAway } from '../../calendar/relative-date.ts'
import { escapeTemplate } from '../../conditions/index.ts'
import type { History, TaskFacts } from '../history.ts'
import { prevailing } from '../statistics.ts'
import type { Cluster } from './cluster.ts'
import { differingName } from './differing-name.ts'
import type { Unit } from './units.ts'

/** What so many of the units have, the template has. */
const most = 0.8
const coreShare = 0.6

/** A template as `template.create` takes it: the parts that most units have, and what most of these have in common. */
export function templateOf(history: History, { units, core }: Cluster) {
  const { written, fill, label } = differingName(units.map(({ name }) => name))
  const [kind = 'task'] = units.map((unit) => unit.kind)
  const keys = new Map(core.map((title, n) => [title, `part-${n + 1}`]))
  const tasks = core.map((title) => ({
    key: keys.get(title),
    ...(kind === 'task' && { parent: 'whole' }),
    ...partOf(history, units, title, fill),
  }))
  return {
    name: label,
    kind,
    description: '',
    variables: written.includes('{{variables.name}}') ? [{ name: 'name', type: 'text' as const }] : [],
    content: {
      ...(kind === 'project' && { project: { name: written } }),
      tasks: kind === 'task' ? [{ key: 'whole', title: written }, ...tasks] : tasks,
      relations: relationsOf(history, units, keys),
    },
  }
}

function partOf(
  { timeZone }: History,
  units: readonly Unit[],
  title: string,
  fill: (text: string, n: number) => string,
) {
  const found = units.flatMap(({ parts, name }, n) => {
    const act = parts.get(title)
    return act ? [{ task: act.task, name, text: fill(act.task.title, n), start: startOf(parts, timeZone) }] : []
  })
  const tasks = found.map(({ task }) => task)
  const common = <K extends keyof TaskFacts>(field: K) =>
    prevailing(
      tasks.map((task) => task[field]),
      most,
    )
  const assigneeId = common('assigneeId')
  const days = prevailing(
    found.map(({ task, start }) => (task.dueDate === null ? null : daysBetween(start, task.dueDate))),
    most,
  )
  const minutes = common('estimatedMinutes')
  return {
    title: found.at(-1)?.text ?? escapeTemplate(title),
    type: common('type'),
    priority: common('priority'),
    tags: (tasks.at(-1)?.tags ?? [])
      .filter((tag) => tasks.filter(({ tags }) => tags.includes(tag)).length >= most * tasks.length)
      .map(escapeTemplate),
    ...(assigneeId && { assignee: { member: assigneeId } }),
    ...(typeof days === 'number' && Math.abs(days) <= mostDaysAway && { dueDate: { from: 'start' as const, days } }),
    ...(typeof minutes === 'number' && { estimatedMinutes: minutes }),
  }
}

/** The day on which the first part was made. */
const startOf = (parts: Unit['parts'], timeZone: string) =>
  dateIn(timeZone, new Date(Math.min(...[...parts.values()].map(({ at }) => at))).toISOString())

function relationsOf({ relations }: History, units: readonly Unit[], keys: ReadonlyMap<string, string | undefined>) {
  const places = new Map<string, { unit: Unit; key: string }>()
  for (const unit of units)
    for (const [title, { task }] of unit.parts) {
      const key = keys.get(title)
      if (key !== undefined) places.set(task.id, { unit, key })
    }
  const counts = new Map<
    string,
    { type: (typeof relations)[number]['type']; from: string; to: string; count: number }
  >()
  for (const { type, fromTaskId, toTaskId } of relations) {
    const [from, to] = [places.get(fromTaskId), places.get(toTaskId)]
    if (!from || !to || from.unit !== to.unit) continue
    const name = `${type} ${from.key} ${to.key}`
    const seen = counts.get(name)
    if (seen) seen.count++
    else counts.set(name, { type, from: from.key, to: to.key, count: 1 })
  }
  return [...counts.values()]
    .filter(({ count }) => count >= coreShare * units.length)
    .map(({ type, from, to }) => ({ type, from, to }))
}
