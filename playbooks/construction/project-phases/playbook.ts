import { on, playbook, type Task } from '@orchestrator/sdk'
import * as z from 'zod'

const timeToDecide = '10 days'

const Release = z.object({
  approved: z.boolean().describe('May the next phase begin?'),
  comment: z.string().optional().describe('Conditions, or what is missing'),
})

export default playbook({
  id: 'project-phases',
  title: 'The gate of a phase: nothing goes on before it is released',
  when: on('task.status_changed', {
    if: (e) => e.to.eq('completed').and(e.task.tags.has('gate'), e.task.milestoneId.exists()),
  }),
  scopes: [
    'workspace.read',
    'task.edit',
    'task.complete',
    'comment.create',
    'milestone.manage',
    'approval.request',
    'notification.send',
  ],
  async run({ event, tasks, projects, milestones, comments, approval, notify }) {
    const { task: gate } = event
    const { projectId } = gate
    const say = (body: string) => comments.create({ taskId: gate.id, body })
    const tell = async (body: string) => {
      await say(body)
      await notify.project(projectId, body.slice(0, 500))
    }
    const reopen = async (body: string) => {
      await tasks.update(gate, { status: 'started' })
      await say(body)
    }
    const phase = gate.milestoneId === null ? null : await milestones.get(gate.milestoneId)
    if (!phase || phase.completedAt !== null) return { released: false, why: 'the phase is over' }

    const open = (await allTasks(phase.id)).filter((task) => task.id !== gate.id && isOpen(task))
    if (open.length > 0) {
      const list = open.map((task) => `- ${task.identifier} ${task.title}`).join('\n')
      await reopen(`${phase.name} is not finished. Still open:\n\n${list}`)
      return { released: false, why: 'tasks are open' }
    }

    const leadId = (await projects.get(projectId))?.leadId
    const answer = await approval({
      title: `Release ${phase.name}?`.slice(0, 200),
      description: `All tasks of ${phase.name} are done.`,
      ask: Release,
      from: leadId ? 'lead' : { role: 'MANAGER' },
      timeout: timeToDecide,
      remind: '2 days',
      task: gate,
      // Whoever completes the gate has finished the work; they do not also release it.
      allowSelf: false,
    })
    if (!answer?.approved) {
      const why = answer === null ? `nobody answered within ${timeToDecide}` : answer.comment || 'no reason was given'
      await reopen(`${phase.name} is not released: ${why}. Complete this task again when that is settled.`)
      return { released: false, why }
    }
    await milestones.complete(phase)
    const { items } = await milestones.list({ projectId, reached: false, limit: 200 })
    const next = items.filter((one) => one.rank > phase.rank).sort((a, b) => (a.rank < b.rank ? -1 : 1))[0]
    const conditions = answer.comment ? ` Conditions: ${answer.comment}` : ''
    if (!next) {
      await tell(`${phase.name} is released. It was the last phase.${conditions}`)
      return { released: true, next: null }
    }
    const waiting = (await allTasks(next.id)).filter((task) => task.status === 'backlog')
    for (const task of waiting) await tasks.update(task, { status: 'unstarted' })
    await tell(`${phase.name} is released. ${next.name} begins with ${waiting.length} tasks.${conditions}`)
    return { released: true, next: next.name }

    async function allTasks(milestoneId: string): Promise<readonly Task[]> {
      const found: Task[] = []
      let cursor: string | null = null
      do {
        const page = await tasks.list({ projectId, milestoneId, limit: 200, cursor })
        found.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== null)
      return found
    }
  },
})

const isOpen = ({ status }: Task) => status !== 'completed' && status !== 'canceled'
