import { quoted } from '../patches/in-words.ts'
import type { PlanSchedule } from './schedule.ts'

const mostNames = 12

/** What a schedule says, as Markdown. */
export function scheduleInWords(schedule: PlanSchedule): string {
  const { tasks, unit, perDay, perDayBasis, startDate, endDate, criticalDays, criticalPath, unplaced } = schedule
  const work = Math.round(tasks.reduce((sum, { estimate }) => sum + estimate, 0) * 100) / 100
  const title = new Map(tasks.map((one) => [one.key, quoted(one.title)]))
  const names = criticalPath.slice(0, mostNames).map((key) => title.get(key) ?? key)
  const more = criticalPath.length > mostNames ? ` → ${criticalPath.length - mostNames} more` : ''
  return [
    ...(startDate && endDate
      ? [`${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}, ${work} ${unit}, from ${startDate} to ${endDate}.`]
      : []),
    ...(names.length > 0 ? [`Critical path, ${criticalDays} working days: ${names.join(' → ')}${more}.`] : []),
    `One person does ${perDay} ${unit} on a working day: ${perDayBasis}.`,
    ...unplaced.map((one) => `Not placed: ${quoted(one.title)}, for ${one.reason}.`),
  ].join('\n')
}
