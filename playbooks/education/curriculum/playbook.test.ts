import { readFileSync } from 'node:fs'
import type { TemplateCreateInput } from '@orchestrator/sdk'
import { fake, type LaterEvent, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import curriculum from './playbook.ts'

const file = JSON.parse(readFileSync(new URL('./course.template.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>
const { formatVersion: _, ...template } = file
const templates = [template as unknown as TemplateCreateInput]
const teacherId = '019b0000-0000-7000-8000-0000000000b1'
const asked = (input: object = {}) =>
  fake('playbook.run_requested', {
    playbook: 'curriculum',
    input: { name: 'Biology', key: 'BIO', start: '2026-02-02', group: 'Class 7b', teacherId, ...input },
  })
const ends = (after: LaterEvent['after'], title: string, to: 'completed' | 'canceled' = 'completed'): LaterEvent => ({
  after,
  event: ({ tasks }) => {
    const task = tasks.find((one) => one.title.startsWith(title))
    return fake('task.status_changed', { to, task: { ...task, status: to } })
  },
})

describe('curriculum', () => {
  it('makes the course with its units, dates and milestones, and follows it through the term', async () => {
    const run = await testRun(curriculum, asked(), {
      templates,
      events: [
        ends('30 days', 'Material for unit 1'),
        ends('32 days', 'Unit 1'),
        ends('39 days', 'Unit 2'),
        ends('53 days', 'Unit 3', 'canceled'),
        ends('67 days', 'Unit 4'),
      ],
    })
    expect(run.error).toBeNull()
    expect(run.result).toEqual({ project: 'BIO', units: 4, open: 0 })
    expect(run.projects.find(({ key }) => key === 'BIO')).toMatchObject({
      name: 'Biology',
      status: 'started',
      leadId: teacherId,
      targetDate: '2026-03-23',
    })
    const dates = Object.fromEntries(run.tasks.map(({ title, dueDate }) => [title, dueDate]))
    expect(dates).toMatchObject({
      'Syllabus of Biology': '2026-01-26',
      'Material for unit 1': '2026-01-30',
      'Assignment of unit 4': '2026-03-13',
      Exam: '2026-03-16',
      Grades: '2026-03-23',
    })
    expect(
      run.milestones.map(({ name, targetDate, completedAt }) => [name.slice(0, 6), targetDate, completedAt !== null]),
    ).toEqual([
      ['Unit 1', '2026-02-06', true],
      ['Unit 2', '2026-02-13', true],
      ['Unit 3', '2026-02-27', false],
      ['Unit 4', '2026-03-13', true],
    ])
    const first = run.milestones[0]?.id
    expect(run.tasks.filter(({ milestoneId }) => milestoneId === first).map(({ title }) => title.slice(0, 12))).toEqual(
      ['Unit 1: wher', 'Material for', 'Assignment o'],
    )
  })

  it('lets go of a course on which nothing happens for a year', async () => {
    const run = await testRun(curriculum, asked({ teacherId: undefined }), { templates })
    expect(run.result).toEqual({ project: 'BIO', units: 4, open: 4 })
    expect(run.tasks.every(({ assigneeId }) => assigneeId === null)).toBe(true)
  })

  it('says what is wrong with the form, and makes nothing', async () => {
    const run = await testRun(curriculum, asked({ start: 'next Monday' }), { templates })
    expect([run.status, run.reason]).toEqual(['failed', expect.stringContaining('start')])
    expect(run.tasks).toEqual([])
  })
})
