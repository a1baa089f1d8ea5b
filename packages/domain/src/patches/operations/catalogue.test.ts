import { expect, test } from 'vitest'
import type * as z from 'zod'
import { Comment } from '../../entities/comment.ts'
import { Cycle } from '../../entities/cycle.ts'
import { Milestone } from '../../entities/milestone.ts'
import { PatchCommand } from '../../entities/patch.ts'
import { Project } from '../../entities/project.ts'
import { Rule } from '../../entities/rule.ts'
import { Series } from '../../entities/series.ts'
import { Tag } from '../../entities/tag.ts'
import { Task, TaskRelation } from '../../entities/task.ts'
import { Template } from '../../entities/template.ts'
import { ProposableCommand, patchOperations } from './catalogue.ts'

const entities: Readonly<Record<string, z.ZodObject>> = {
  ...{ comment: Comment, cycle: Cycle, milestone: Milestone, project: Project, rule: Rule, series: Series },
  ...{ tag: Tag, task: Task, task_relation: TaskRelation, template: Template },
}

test('every command that can stand in a patch is there, and only what undoing needs is not proposed', () => {
  expect(Object.keys(patchOperations).sort()).toEqual([...PatchCommand.options].sort())
  const others = PatchCommand.options.filter((command) => !ProposableCommand.options.includes(command as never))
  expect(others.map((command) => patchOperations[command].effect)).toEqual(others.map(() => 'remove'))
})

const id = '019a0000-0000-7000-8000-000000000001'
const nothing = { recurrence: {}, startsAt: '', endsAt: '', title: 'x', name: 'x', body: 'x', key: 'x' }

test.each(PatchCommand.options)('%s says what it is about, and is taken back by another', (command) => {
  const operation = patchOperations[command]
  expect(operation.command.type).toBe(command)
  expect(operation.data.shape).toHaveProperty('id')
  expect(operation.data.shape).not.toHaveProperty('baseVersion')
  const data = { id, ...nothing }
  expect(operation.summary(data, (_kind, one) => String(one))).toMatch(/^[A-Z].{4,}/)
  const back = operation.inverse(data, {})
  expect(PatchCommand.options).toContain(back.command)
  expect(patchOperations[back.command].kind).toBe(operation.kind)
  if (operation.effect === 'change') expect(operation.target(data)).toEqual({ kind: operation.kind, id })
  else
    expect(Object.keys(entities[operation.kind]?.shape ?? {})).toEqual(
      expect.arrayContaining([...operation.fields(data)]),
    )
})
