import { newId } from '@orchestrator/domain'

/**
 * What teams write, in hundredths. The benchmark's events are completions, one in five of an urgent task, in one project out of
 * `projects`; they meet none of these, though some come close.
 */
export const mix = [
  { share: 60, what: 'a project, a status and a priority' },
  { share: 15, what: 'a tag and a status' },
  { share: 10, what: 'an assignee and a status' },
  { share: 10, what: 'a status alone that is not "completed"' },
  { share: 4, what: 'a priority and an estimate' },
  { share: 1, what: 'no equality: the beginning of a title' },
] as const

const projects = 500

/** The condition of the n-th trigger. `rareOnly`: the last two kinds are left out. */
export function conditionOf(n: number, projectId: string, options: { rareOnly?: boolean } = {}): string {
  const place = (n * 37) % 100
  // In one project out of so many, the project is that of the events.
  const project = n % projects === 0 ? projectId : newId()
  if (place < 60 || (options.rareOnly && place >= 95)) {
    return `event.task.projectId == "${project}" && event.to == "completed" && event.task.priority == "high" && event.task.estimatedMinutes > 60`
  }
  if (place < 75) return `"tag-${n}" in event.task.tags && event.to == "completed"`
  if (place < 85) return `event.task.assigneeId == "${newId()}" && event.to == "completed"`
  if (place < 95) return `event.to == "${n % 2 === 0 ? 'started' : 'canceled'}" && event.from == "unstarted"`
  if (place < 99) return `event.task.priority == "urgent" && event.task.estimatedMinutes > ${400 + (n % 100)}`
  return `event.task.title.startsWith("Incident ${n}")`
}
