import { OrchestratorError, on, type Project, playbook, type Task } from '@orchestrator/sdk'

/** A project takes part by this line in its description, e.g. “Content calendar: Mon, Wed, Fri”. */
const invitation = /^\s*content calendar:\s*([a-z, ]+?)\s*\.?\s*$/im
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
/** The week that is filled: 2 is the one after next. */
const weeksAhead = 2
/** What comes out within so many days and has not been begun is asked about. */
const soonDays = 4
const day = 86_400_000

export default playbook({
  id: 'content-calendar',
  title: 'A slot for each post, two weeks ahead',
  when: on.schedule({ cron: '0 7 * * MON' }),
  scopes: ['workspace.read', 'task.create', 'comment.create'],
  async run({ event, projects, tasks, comments, log }) {
    const monday = dayIn(event.timeZone, event.scheduledFor)
    const report: Record<string, { made: number; asked: number }> = {}
    let cursor: string | null = null
    do {
      const page = await projects.list({ status: 'started', limit: 200, cursor })
      for (const project of page.items) {
        const days = daysOf(project)
        if (days.length === 0) continue
        try {
          report[project.key] = await fill(project, days)
        } catch (error) {
          // What is wrong in one project does not hold up the others.
          if (!(error instanceof OrchestratorError)) throw error
          log.warn('the calendar of a project was left alone', { project: project.key, why: error.message })
        }
      }
      cursor = page.nextCursor
    } while (cursor !== null)
    return report

    async function fill(project: Project, days: readonly number[]) {
      const posts = await postsOf(project)
      const taken = new Set(posts.map(({ dueDate }) => dueDate))
      let made = 0
      for (const weekday of days) {
        const date = plus(monday, 7 * weeksAhead + weekday)
        if (taken.has(date)) continue
        await tasks.create({
          projectId: project.id,
          title: `Post for ${weekdayName(weekday)}, ${date}`,
          status: 'backlog',
          dueDate: date,
          tags: ['content'],
        })
        made++
      }
      const soon = posts.filter(
        ({ status, dueDate }) =>
          (status === 'backlog' || status === 'unstarted' || status === 'triage') &&
          dueDate !== null &&
          dueDate >= monday &&
          dueDate <= plus(monday, soonDays),
      )
      for (const post of soon) {
        const who = post.assigneeId === null ? 'Nobody has it yet.' : 'It has not been begun.'
        await comments.create({ taskId: post.id, body: `This is to come out on ${post.dueDate}. ${who}` })
      }
      return { made, asked: soon.length }
    }

    async function postsOf(project: Project): Promise<readonly Task[]> {
      const found: Task[] = []
      let from: string | null = null
      do {
        const page = await tasks.list({ projectId: project.id, tag: 'content', limit: 200, cursor: from })
        found.push(...page.items.filter(({ status }) => status !== 'canceled'))
        from = page.nextCursor
      } while (from !== null)
      return found
    }
  },
})

/** Days from Monday on, which is 0. A word that is no weekday makes the line no invitation. */
function daysOf({ description }: Project): readonly number[] {
  const words = (invitation.exec(description)?.[1] ?? '').split(/[, ]+/).filter((word) => word !== '')
  const days = words.map((word) => weekdays.indexOf(word.slice(0, 3).toLowerCase()))
  return days.includes(-1) ? [] : [...new Set(days)].sort((a, b) => a - b)
}

const weekdayName = (weekday: number) => {
  const name = weekdays[weekday] ?? ''
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** The form of Sweden is that of ISO 8601. */
const dayIn = (timeZone: string, instant: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(instant),
  )

const plus = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10)
