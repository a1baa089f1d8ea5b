import { on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

const template = 'Marketing campaign'

const Campaign = z.object({
  name: z.string().min(1).max(100).describe('Name of the campaign'),
  key: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{1,9}$/)
    .describe('Prefix of its tasks, e.g. SPRING'),
  audience: z.string().min(1).describe('Whom it is for'),
  launch: z.iso.date().describe('Day of the launch'),
  budget: z.number().nonnegative().default(0),
  leadId: z.uuid().optional().describe('Who leads it'),
  writerId: z.uuid().optional().describe('Who writes'),
  designerId: z.uuid().optional().describe('Who designs'),
})

export default playbook({
  id: 'campaign',
  title: 'A new campaign, from its template',
  when: on.manual({ input: Campaign }),
  scopes: [
    'workspace.read',
    'project.create',
    'project.edit',
    'task.create',
    'task.edit',
    'task.assign',
    'comment.create',
    'milestone.manage',
  ],
  async run({ event, templates, tasks, projects, milestones, comments, waitFor }) {
    const { name, key, audience, launch, budget, leadId, writerId, designerId } = event.input
    const roles = { lead: leadId, writer: writerId, designer: designerId }
    const made = await templates.apply(template, {
      project: { key, name },
      deadline: launch,
      variables: { campaign: name, audience, budget },
      roles: Object.fromEntries(Object.entries(roles).flatMap(([role, id]) => (id ? [[role, id]] : []))),
    })
    const projectId = made.projectId
    if (!projectId)
      throw new Error(`the template “${template}” makes no project: import the one that comes with this playbook`)
    const launchTask = made.tasks.find((task) => task.key === 'launch')
    await projects.update(projectId, { status: 'started', ...(leadId && { leadId }) })

    // All that has to be there for the launch leads to its milestone.
    const milestone = await milestones.create({ projectId, name: 'Launch', targetDate: launch })
    for (const { key: part, id } of made.tasks)
      if (part !== 'learnt') await tasks.update(id, { milestoneId: milestone.id })

    if (!launchTask) return { project: key, launched: null }
    const launched = await waitFor('task.status_changed', {
      if: (e) => e.task.id.eq(launchTask.id).and(e.to.in(['completed', 'canceled'])),
      timeout: 'never',
    })
    if (launched?.to !== 'completed') return { project: key, launched: false }
    await milestones.complete(milestone)
    const { items: left } = await tasks.list({ milestoneId: milestone.id, status: ['backlog', 'unstarted', 'started'] })
    if (left.length > 0) {
      const list = left.map((task) => `- ${task.identifier} ${task.title}`).join('\n')
      await comments.create({ taskId: launchTask.id, body: `Launched. Still open:\n\n${list}` })
    }
    return { project: key, launched: true }
  },
})
