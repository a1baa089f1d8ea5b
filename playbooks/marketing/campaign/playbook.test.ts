import { readFileSync } from 'node:fs'
import type { TemplateCreateInput } from '@orchestrator/sdk'
import { fake, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import campaign from './playbook.ts'

const file = JSON.parse(readFileSync(new URL('./campaign.template.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>
const { formatVersion: _, ...template } = file
const templates = [template as unknown as TemplateCreateInput]
const [leadId, writerId] = ['019b0000-0000-7000-8000-0000000000b1', '019b0000-0000-7000-8000-0000000000b2']
const asked = (input: object = {}) =>
  fake('playbook.run_requested', {
    playbook: 'campaign',
    input: { name: 'Spring', key: 'SPRING', audience: 'gardeners', launch: '2026-03-02', leadId, writerId, ...input },
  })

describe('campaign', () => {
  it('makes the project with its tasks, dates, people and the milestone, and follows it to the launch', async () => {
    const run = await testRun(campaign, asked(), {
      templates,
      events: [
        {
          after: '56 days',
          event: ({ tasks }) => {
            const launch = tasks.find(({ title }) => title === 'Launch')
            return fake('task.status_changed', { to: 'completed', task: { ...launch, status: 'completed' } })
          },
        },
      ],
    })
    expect(run.error).toBeNull()
    expect(run.result).toEqual({ project: 'SPRING', launched: true })
    expect(run.projects.find(({ key }) => key === 'SPRING')).toMatchObject({
      name: 'Spring',
      status: 'started',
      leadId,
      targetDate: '2026-03-02',
    })
    const dates = Object.fromEntries(run.tasks.map(({ title, dueDate, assigneeId }) => [title, [dueDate, assigneeId]]))
    expect(dates).toMatchObject({
      'Brief for Spring': ['2026-01-08', leadId],
      Texts: ['2026-02-09', writerId],
      Images: ['2026-02-09', null],
      Launch: ['2026-03-02', leadId],
      'What did we learn?': ['2026-03-16', leadId],
    })
    const [milestone] = run.milestones
    expect(milestone).toMatchObject({ name: 'Launch', targetDate: '2026-03-02', completedAt: expect.any(String) })
    expect(run.tasks.filter(({ milestoneId }) => milestoneId === milestone?.id)).toHaveLength(7)
    expect(run.comments[0]?.body).toContain('Launched. Still open:')
    expect(run.comments[0]?.body).not.toContain('What did we learn?')
  })

  it('a launch that is canceled leaves the milestone open', async () => {
    const run = await testRun(campaign, asked(), {
      templates,
      events: [
        {
          after: '3 days',
          event: ({ tasks }) => {
            const launch = tasks.find(({ title }) => title === 'Launch')
            return fake('task.status_changed', { to: 'canceled', task: { ...launch, status: 'canceled' } })
          },
        },
      ],
    })
    expect(run).toMatchObject({ result: { launched: false }, milestones: [{ completedAt: null }], comments: [] })
  })

  it('says what is wrong with the form, and makes nothing', async () => {
    const run = await testRun(campaign, asked({ key: 'spring time' }), { templates })
    expect([run.status, run.reason]).toEqual(['failed', expect.stringContaining('key')])
    expect(run.tasks).toEqual([])
  })

  it('without the template it fails at once, and makes nothing', async () => {
    const run = await testRun(campaign, asked())
    expect([run.status, run.error]).toMatchObject(['failed', { code: 'not_found' }])
    expect(run.milestones).toEqual([])
  })
})
